import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import './globals.css';

export const metadata: Metadata = {
  // The title is set by each page, in app.tsx.
  description: 'A team dashboard for Kubernetes: one live truth, every change on the record.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme is set on this element before the first paint, by the script below.
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <head>
        {/* Not deferred: it must run before anything is painted. */}
        <script src="/theme.js" />
      </head>
      <body>{children}</body>
    </html>
  );
}
