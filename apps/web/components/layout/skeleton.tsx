import { BrandMark } from './brand';

/** The page before its script runs: the real layout, without content and without inline styles. */
export function Skeleton() {
  return (
    <div className="grid h-dvh grid-cols-[var(--rail)_1fr] overflow-hidden max-desk:grid-cols-1">
      <div className="border-line border-r bg-sunken p-2 max-desk:hidden">
        <div className="mb-1.5 flex h-8 items-center gap-2 px-2 font-semibold text-14">
          <BrandMark />
          Binnacle
        </div>
        <div className="mb-2.5 h-12.5 rounded-md border border-line bg-surface" />
      </div>
      <div className="grid min-h-0 min-w-0 grid-rows-[var(--bar)_1fr]">
        <div className="border-line border-b" />
        <main className="p-5">
          <title>Binnacle</title>
          <p className="sr-only">Loading Binnacle</p>
          <span className="bone w-40" />
        </main>
      </div>
    </div>
  );
}
