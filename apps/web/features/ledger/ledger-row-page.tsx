'use client';
import { Page } from '@/components/layout/page';
import { useReportFreshness } from '@/components/layout/page-freshness';
import { outcomeOf } from '@/components/ledger/outcome';
import { StateChip } from '@/components/status/status';
import { LoadingRows, RequestFailed } from '@/components/status/view-states';
import { Card } from '@/components/ui/card';
import { Fact, Facts } from '@/components/ui/facts';
import { useLedgerRow } from '@/lib/api/queries';
import { exactTime } from '@/lib/format/time';
import { Link, objectPath, paths } from '@/lib/router';
import { useDocument } from '@/realtime';
import { Who, whereOf } from './ledger-table';
import { RowDetail } from './row-detail';

/** One action, at an address that can be passed on. */
export function LedgerRowPage({ id }: { id: string }) {
  const { shown } = useDocument({ type: 'ledger' });
  useReportFreshness(shown);
  const { data: row, error, refetch } = useLedgerRow(id);
  if (error !== null && row === undefined)
    return (
      <Page title="Action">
        <RequestFailed error={error} what="this action" retry={() => void refetch()} />
      </Page>
    );
  if (row === undefined)
    return (
      <Page title="Action">
        <LoadingRows />
      </Page>
    );
  const outcome = outcomeOf(row);
  const object = objectPath(row.cluster.name, row.target);
  return (
    <Page
      title={`${row.target.name}: ${row.words}`}
      about={`number ${row.number}`}
      actions={<StateChip state={outcome.state}>{outcome.words}</StateChip>}
    >
      <div className="flex flex-col gap-3">
        <Card title="On the record">
          <Facts>
            <Fact name="Who">
              <Who row={row} />
            </Fact>
            <Fact name="Signed in by">
              {row.actor.via}, as {row.actor.role}, from {row.actor.address}
            </Fact>
            <Fact name="When">
              <span className="whitespace-pre-line">{exactTime(Date.parse(row.at))}</span>
            </Fact>
            <Fact name="Cluster">
              <Link className="hover:underline" href={paths.overview(row.cluster.name)}>
                {row.cluster.name}
              </Link>
            </Fact>
            <Fact name={row.target.kind} mono>
              {object === null ? (
                whereOf(row)
              ) : (
                <Link href={object} className="hover:underline">
                  {whereOf(row)}
                </Link>
              )}
            </Fact>
            <Fact name="Reason">{row.reason === '' ? 'none given' : `“${row.reason}”`}</Fact>
            <Fact name="Ticket">{row.ticket ?? 'none given'}</Fact>
            <Fact name="Version" mono>
              {row.resourceVersionBefore ?? '–'} → {row.resourceVersionAfter ?? '–'}
            </Fact>
          </Facts>
        </Card>
        <Card title="What was done">
          <RowDetail row={row} permalink={false} />
        </Card>
      </div>
    </Page>
  );
}
