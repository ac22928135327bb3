'use client';
import { lazy, Suspense } from 'react';
import { ask, useIntent } from '@/lib/intent';
import type { Route } from '@/lib/router';

const ScaleDialog = lazy(async () => ({ default: (await import('@/features/actions/scale-dialog')).ScaleDialog }));
const Palette = lazy(async () => ({ default: (await import('@/features/palette/palette')).Palette }));
const HelpDialog = lazy(async () => ({ default: (await import('@/components/layout/help-dialog')).HelpDialog }));

/** What somebody asked for, from anywhere on the page. Each is loaded when first asked for. */
export function Dialogs({ route }: { route: Route }) {
  const intent = useIntent();
  const close = () => ask(null);
  return (
    <Suspense>
      {intent?.type === 'scale' && <ScaleDialog intent={intent} onClose={close} />}
      {intent?.type === 'palette' && <Palette route={route} onClose={close} />}
      {intent?.type === 'help' && <HelpDialog onClose={close} />}
    </Suspense>
  );
}
