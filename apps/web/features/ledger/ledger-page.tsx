'use client';
import { useCallback, useMemo, useRef } from 'react';
import { FilterBox } from '@/components/data-table/filter-box';
import { useReportFreshness } from '@/components/layout/page-freshness';
import { ScrollRegion } from '@/components/layout/scroll-region';
import { FreshnessNote } from '@/components/status/freshness';
import { Empty, LoadingRows, RequestFailed } from '@/components/status/view-states';
import { useLedger } from '@/lib/api/queries';
import { queryText } from '@/lib/api-client';
import { useCoarseNow } from '@/lib/clock';
import { useShortcuts } from '@/lib/keyboard';
import { usePhone } from '@/lib/preferences/media';
import { useQueryParam } from '@/lib/router';
import { useDocument } from '@/realtime';
import { ChainFoot } from './chain-foot';
import { parseLedgerFilter } from './filter';
import { LedgerList, LedgerTable } from './ledger-table';

const PAGE = 100;

/** Every action: who, what, where, why, and what became of it. */
export function LedgerPage() {
  const [text, setText] = useQueryParam('q');
  const [open, setOpen] = useQueryParam('open');
  const [cursor, setCursor] = useQueryParam('after');
  const input = useRef<HTMLInputElement>(null);
  const phone = usePhone();
  const now = useCoarseNow(60);
  const { shown } = useDocument({ type: 'ledger' });
  useReportFreshness(shown);
  useShortcuts({ '/': () => input.current?.focus(), Escape: () => setOpen(null) });
  const parse = useCallback((typed: string) => parseLedgerFilter(typed, now), [now]);
  const query = useMemo(() => parse(text ?? ''), [parse, text]);
  const ledger = useLedger({ ...query.filters, limit: PAGE, cursor: cursor ?? undefined }, query.errors.length === 0);
  const page = ledger.data;
  const Rows = phone ? LedgerList : LedgerTable;
  const exportUrl = `/api/v1/ledger/export${queryText({ ...query.filters, format: 'csv' })}`;
  return (
    <>
      <h1 className="sr-only">Ledger</h1>
      <div className="border-line border-b">
        <div className="flex items-center gap-1.5 px-4 py-2 max-desk:px-3">
          <FilterBox
            value={text ?? ''}
            onChange={(next) => {
              setCursor(null);
              setText(next);
            }}
            parse={parse}
            label="Filter the ledger"
            placeholder="cluster:  actor:  action:  state:  outcome:  object:  since:today"
            inputRef={input}
          />
          <a className="btn max-desk:hidden" href={exportUrl} download="ledger.csv">
            Export
          </a>
        </div>
        {query.errors[0] !== undefined && (
          <p className="px-4 pb-2 text-12 text-failing" role="status">
            {query.errors[0].message}
          </p>
        )}
      </div>
      <ScrollRegion label="Actions" className="min-h-0 flex-1 overflow-auto">
        <div className="px-4 py-2 empty:hidden">
          <FreshnessNote shown={shown} />
        </div>
        {ledger.isError && (
          <div className="px-4">
            <RequestFailed error={ledger.error} what="the ledger" retry={() => void ledger.refetch()} />
          </div>
        )}
        {page === undefined && !ledger.isError && (
          <div className="px-4">
            <LoadingRows rows={12} />
          </div>
        )}
        {page !== undefined && page.items.length > 0 && <Rows rows={page.items} open={open} onOpen={setOpen} />}
        {page !== undefined && page.items.length === 0 && (
          <div className="px-4">
            {text === null ? (
              <Empty title="Nothing on the record yet">
                Every change made through Binnacle is written here before it happens: who, what, why, and what became of
                it.
              </Empty>
            ) : (
              <Empty
                title="No action matches"
                actions={
                  <button type="button" className="btn" onClick={() => setText(null)}>
                    Clear the filter
                  </button>
                }
              >
                The filter is <span className="mono">{text}</span>
              </Empty>
            )}
          </div>
        )}
        {page !== undefined && (page.nextCursor !== null || cursor !== null) && (
          <div className="flex gap-2 px-4 py-3">
            {cursor !== null && (
              <button type="button" className="btn" onClick={() => setCursor(null, { push: true })}>
                Newest
              </button>
            )}
            {page.nextCursor !== null && (
              <button type="button" className="btn" onClick={() => setCursor(page.nextCursor, { push: true })}>
                Older
              </button>
            )}
          </div>
        )}
      </ScrollRegion>
      <ChainFoot total={page?.total ?? null} />
    </>
  );
}
