'use client';
import { Page } from '@/components/layout/page';
import { useReportFreshness } from '@/components/layout/page-freshness';
import { FreshnessNote } from '@/components/status/freshness';
import { InsteadOf, LoadingCards, LoadingRows } from '@/components/status/view-states';
import { isCurrent, useDocument } from '@/realtime';
import { CapacityCard } from './capacity';
import { ChangesCard } from './changes';
import { Counters } from './counters';
import { FindingsCard } from './findings';

/** One cluster at a glance. */
export function OverviewPage({ cluster }: { cluster: string }) {
  const { body, shown } = useDocument({ type: 'overview', cluster });
  useReportFreshness(shown);
  const context = body?.cluster.context === cluster ? null : body?.cluster.context;
  const about = [body?.cluster.version, context].filter(Boolean).join(' · ');
  const known = body !== null && (body.nodes ?? body.deployments ?? body.pods) !== null;
  return (
    <Page title={cluster} about={about}>
      {body === null || !known ? (
        <InsteadOf
          shown={shown}
          what={`cluster ${cluster}`}
          skeleton={
            <div className="flex flex-col gap-3">
              <LoadingCards lines={3} label={`Loading cluster ${cluster}`} />
              <div className="card px-3.5">
                <LoadingRows rows={6} />
              </div>
            </div>
          }
        />
      ) : (
        <div className="flex flex-col gap-3">
          <FreshnessNote shown={shown} />
          <Counters overview={body} cluster={cluster} shown={shown} />
          <div
            className={`grid grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)] items-start gap-3 max-wide:grid-cols-1 ${shown.state === 'stale' ? 'stale-body' : ''}`}
          >
            <FindingsCard overview={body} cluster={cluster} current={isCurrent(shown)} />
            <div className="flex min-w-0 flex-col gap-3">
              <CapacityCard overview={body} />
              <ChangesCard changes={body.changes} cluster={cluster} />
            </div>
          </div>
        </div>
      )}
    </Page>
  );
}
