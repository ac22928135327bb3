'use client';
import type { Row } from '@binnacle/shared/views';
import { ContainersTable } from '@/components/object/containers-table';
import { PodFacts } from '@/components/object/pod-facts';
import { Card } from '@/components/ui/card';
import { pairsAt } from '@/lib/manifest/read';

export function ContainersCard({ pod }: { pod: unknown }) {
  return (
    <Card title="Containers" flush>
      <ContainersTable pod={pod} />
    </Card>
  );
}

export function PodFactsCard({ row, pod, cluster }: { row: Row; pod: unknown; cluster: string }) {
  return (
    <Card title="Pod">
      <PodFacts row={row} pod={pod} cluster={cluster} />
    </Card>
  );
}

/** Labels, as the selectors see them. */
export function LabelsCard({ object }: { object: unknown }) {
  const labels = pairsAt(object, 'metadata', 'labels');
  if (labels.length === 0) return null;
  return (
    <Card title="Labels">
      <ul className="flex flex-wrap gap-1.5">
        {labels.map(([name, value]) => (
          <li key={name} className="tok max-w-full truncate" title={`${name}=${value}`}>
            <span className="text-ink-3">{name}=</span>
            {value}
          </li>
        ))}
      </ul>
    </Card>
  );
}
