import path from 'node:path';
import type { NextConfig } from 'next';

const root = path.join(import.meta.dirname, '../..');
const api = process.env.BINNACLE_DEV_API ?? 'http://127.0.0.1:7070';
const exporting = process.env.NEXT_OUTPUT === 'export';

/**
 * Built as files that the API serves; in development the same pages come from `next dev`, which passes REST and the
 * socket on to a running API. The socket's path needs a rule whose destination keeps the trailing slash.
 */
const config: NextConfig = {
  ...(exporting
    ? { output: 'export' as const }
    : {
        rewrites: async () => [
          { source: '/api/:path*', destination: `${api}/api/:path*` },
          { source: '/live', destination: `${api}/live/` },
          { source: '/live/', destination: `${api}/live/` },
        ],
      }),
  skipTrailingSlashRedirect: true,
  images: { unoptimized: true },
  devIndicators: false,
  turbopack: { root },
  outputFileTracingRoot: root,
};

export default config;
