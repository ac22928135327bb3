'use client';
import type { Row } from '@binnacle/shared/views';
import { ScrollRegion } from '@/components/layout/scroll-region';
import { Status } from '@/components/status/status';
import { Age } from '@/components/ui/age';
import { Card } from '@/components/ui/card';
import { Fact, Facts } from '@/components/ui/facts';
import { bytes, count, millicores } from '@/lib/format/quantity';
import { listAt, textAt } from '@/lib/manifest/read';
import { Link, paths } from '@/lib/router';

/** What a node says of itself. */
export function NodeFactsCard({ row, cluster }: { row: Row; cluster: string }) {
  const name = String(row.name);
  return (
    <Card
      title="Node"
      aside={
        <Link href={`${paths.pods(cluster)}?q=node:=${name}`} className="text-ink-2 hover:underline">
          Its pods
        </Link>
      }
    >
      <Facts>
        <Fact name="Roles">{row.roles ?? '–'}</Fact>
        <Fact name="Heartbeat">
          <Age at={typeof row.heartbeatAt === 'number' ? row.heartbeatAt : null} /> ago
        </Fact>
        <Fact name="Scheduling">{row.cordoned === 1 ? 'cordoned: no new pods' : 'takes new pods'}</Fact>
        <Fact name="Allocatable">
          {amount(row.cpu, millicores)} CPU, {amount(row.memory, bytes)} memory, {amount(row.podCapacity, count)} pods
        </Fact>
        <Fact name="Taints" mono={row.taints != null}>
          {row.taints ?? 'none'}
        </Fact>
        <Fact name="Internal IP" mono>
          {row.ip ?? '–'}
        </Fact>
        <Fact name="Kubelet" mono>
          {row.version ?? '–'}
        </Fact>
        <Fact name="Runtime" mono>
          {row.runtime ?? '–'}
        </Fact>
        <Fact name="OS image">{row.os ?? '–'}</Fact>
      </Facts>
    </Card>
  );
}

function amount(value: Row[string] | undefined, format: (value: number) => string): string {
  return typeof value === 'number' ? format(value) : '–';
}

/** Which conditions are good when true. */
const GOOD_WHEN_TRUE = new Set(['Ready']);

export function ConditionsCard({ object }: { object: unknown }) {
  const conditions = listAt(object, 'status', 'conditions');
  if (conditions.length === 0) return null;
  return (
    <Card title="Conditions" flush>
      <ScrollRegion label="Conditions" className="overflow-x-auto">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Condition</th>
              <th scope="col">Status</th>
              <th scope="col">Why</th>
              <th scope="col" className="text-right!">
                Since
              </th>
            </tr>
          </thead>
          <tbody>
            {conditions.map((condition) => {
              const type = textAt(condition, 'type') ?? '';
              const status = textAt(condition, 'status') ?? 'Unknown';
              const since = Date.parse(textAt(condition, 'lastTransitionTime') ?? '');
              return (
                <tr key={type}>
                  <th scope="row" className="font-normal! text-13! text-ink!">
                    {type}
                  </th>
                  <td>
                    <Status state={stateOfCondition(object, type, status)}>{status}</Status>
                  </td>
                  <td className="text-ink-2" title={textAt(condition, 'message') ?? undefined}>
                    {textAt(condition, 'message') ?? textAt(condition, 'reason') ?? '–'}
                  </td>
                  <td className="num text-right text-ink-3">
                    <Age at={Number.isNaN(since) ? null : since / 1_000} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  );
}

function stateOfCondition(object: unknown, type: string, status: string): 'ok' | 'failing' | 'unknown' | 'paused' {
  if (status === 'Unknown') return 'unknown';
  const goodWhenTrue = textAt(object, 'kind') !== 'Node' || GOOD_WHEN_TRUE.has(type);
  if (type === 'ReplicaFailure') return status === 'True' ? 'failing' : 'ok';
  return (status === 'True') === goodWhenTrue ? 'ok' : textAt(object, 'kind') === 'Pod' ? 'paused' : 'failing';
}
