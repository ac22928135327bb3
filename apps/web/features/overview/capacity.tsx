import type { Overview } from '@binnacle/shared/realtime';
import { Card } from '@/components/ui/card';
import { bytes, count, millicores, percent } from '@/lib/format/quantity';

/** What the nodes offer, and how much of it pods have asked for. */
export function CapacityCard({ overview }: { overview: Overview }) {
  const { capacity, pods } = overview;
  return (
    <Card title="Capacity" aside="requested of what nodes offer">
      {capacity === null ? (
        <p className="text-ink-3">Not known until nodes and pods are read.</p>
      ) : (
        <div className="flex flex-col gap-2.5">
          <Bar
            name="CPU"
            used={capacity.cpuRequested}
            of={capacity.cpu}
            words={`${millicores(capacity.cpuRequested)} of ${millicores(capacity.cpu)}`}
          />
          <Bar
            name="Memory"
            used={capacity.memoryRequested}
            of={capacity.memory}
            words={`${bytes(capacity.memoryRequested)} of ${bytes(capacity.memory)}`}
          />
          {pods !== null && (
            <Bar
              name="Pods"
              used={pods.total}
              of={capacity.pods}
              words={`${count(pods.total)} of ${count(capacity.pods)}`}
            />
          )}
        </div>
      )}
    </Card>
  );
}

const TIGHT = 0.85;

function Bar({ name, used, of, words }: { name: string; used: number; of: number; words: string }) {
  const share = of === 0 ? 0 : used / of;
  return (
    <div className="grid grid-cols-[64px_1fr_110px_44px] items-center gap-2.5">
      <span className="text-ink-3">{name}</span>
      <div className="meter" role="img" aria-label={`${name}: ${words} requested`}>
        <span
          className={`meter-bar ${share > TIGHT ? 's-warning' : 's-progressing'}`}
          style={{ flexGrow: Math.min(1, share) }}
        />
        <span style={{ flexGrow: Math.max(0, 1 - share) }} />
      </div>
      <span className="num text-right text-12 text-ink-3">{words}</span>
      <span className="num text-right">{of === 0 ? '–' : percent(share)}</span>
    </div>
  );
}
