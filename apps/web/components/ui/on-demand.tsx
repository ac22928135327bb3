'use client';
import { type ComponentType, lazy, type ReactElement, Suspense, useMemo, useState } from 'react';

/**
 * A button whose menu is loaded when somebody reaches for it. Until then `placeholder` stands there and looks the same;
 * after a click the real one comes up open.
 */
export function OnDemand<Props extends { defaultOpen: boolean }>({
  load,
  props,
  placeholder,
}: {
  load: () => Promise<ComponentType<Props>>;
  props: Omit<Props, 'defaultOpen'>;
  placeholder: (reach: { onClick: () => void; onPointerEnter: () => void; onFocus: () => void }) => ReactElement;
}) {
  const [asked, setAsked] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is loaded does not change
  const Loaded = useMemo(() => lazy(async () => ({ default: await load() })), []);
  const preload = () => {
    load().catch(() => undefined);
  };
  const resting = placeholder({ onClick: () => setAsked(true), onPointerEnter: preload, onFocus: preload });
  if (!asked) return resting;
  const Component = Loaded as unknown as ComponentType<Props>;
  return (
    <Suspense fallback={resting}>
      <Component {...({ ...props, defaultOpen: true } as unknown as Props)} />
    </Suspense>
  );
}
