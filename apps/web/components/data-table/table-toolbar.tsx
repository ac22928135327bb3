'use client';
import type { Filter, View } from '@binnacle/shared/views';
import type { RefObject } from 'react';
import { StateMark } from '@/components/status/state-mark';
import { OnDemand } from '@/components/ui/on-demand';
import { queryText } from '@/lib/api-client';
import { FilterBox } from './filter-box';

/** Appended to the filter while only problems are shown: words of one key are alternatives. */
export const PROBLEMS = 'state:failing state:warning state:unknown';

const EXAMPLES: Record<string, string> = {
  pods: 'ns:prod  -name:canary  restarts:>3  label:app=web',
  deployments: 'ns:prod  state:failing  images:nginx',
  replicasets: 'ns:prod  ready:0  age:<1h',
  nodes: 'state:failing  roles:control-plane',
  events: 'ns:prod  reason:BackOff  age:<10m',
};

interface ToolbarProps {
  view: View;
  cluster: string;
  sort: string;
  text: string;
  onText: (text: string) => void;
  filter: Filter;
  parse: (text: string) => Filter;
  problems: boolean;
  onProblems: (on: boolean) => void;
  inputRef: RefObject<HTMLInputElement | null>;
}

export function TableToolbar({
  view,
  cluster,
  sort,
  text,
  onText,
  filter,
  parse,
  problems,
  onProblems,
  inputRef,
}: ToolbarProps) {
  const csv = `/api/v1/clusters/${encodeURIComponent(cluster)}/views/${view.id}${queryText({ format: 'csv', filter: filter.text, sort })}`;
  const error = filter.errors[0];
  return (
    <div className="border-line border-b">
      <div className="flex items-center gap-1.5 px-4 py-2 max-desk:px-3">
        <FilterBox
          value={text}
          onChange={onText}
          parse={parse}
          label={`Filter ${view.title.toLowerCase()}`}
          placeholder={EXAMPLES[view.id] ?? 'Filter'}
          inputRef={inputRef}
        />
        <button type="button" className="btn" aria-pressed={problems} onClick={() => onProblems(!problems)}>
          <StateMark state="failing" />
          <span className="max-desk:sr-only">Only problems</span>
        </button>
        <span className="flex gap-1.5 max-desk:hidden">
          <OnDemand
            load={() => import('./columns-menu').then((module) => module.ColumnsMenu)}
            props={{ view }}
            placeholder={(reach) => (
              <button type="button" className="btn btn-quiet" aria-haspopup="menu" {...reach}>
                Columns
              </button>
            )}
          />
          <a className="btn btn-quiet" href={csv} download={`${cluster}-${view.id}.csv`}>
            CSV
          </a>
        </span>
      </div>
      {error !== undefined && (
        <p className="px-4 pb-2 text-12 text-failing" role="status">
          {error.message}
        </p>
      )}
    </div>
  );
}
