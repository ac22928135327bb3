'use client';
import type { LedgerRow } from '@binnacle/shared/ledger';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { Fragment, useId } from 'react';
import { outcomeOf } from '@/components/ledger/outcome';
import { Status } from '@/components/status/status';
import { Avatar } from '@/components/ui/avatar';
import { useCoarseNow } from '@/lib/clock';
import { count } from '@/lib/format/quantity';
import { clockTime, day, exactTime, isSameDay } from '@/lib/format/time';
import { RowDetail } from './row-detail';

interface TableProps {
  rows: readonly LedgerRow[];
  open: string | null;
  onOpen: (id: string | null) => void;
}

/** Actions in words, newest first; one may be open with all that is on the record about it. */
export function LedgerTable({ rows, open, onOpen }: TableProps) {
  const now = useCoarseNow(60);
  return (
    <table className="plain-table">
      <thead className="sticky-head">
        <tr>
          <th scope="col" className="w-16 text-right!">
            No.
          </th>
          <th scope="col">Time</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
          <th scope="col">Where</th>
          <th scope="col">Why</th>
          <th scope="col">Ticket</th>
          <th scope="col">Outcome</th>
          <th scope="col" className="w-10">
            <span className="sr-only">Details</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Fragment key={row.id}>
            <Line row={row} now={now} open={row.id === open} onToggle={() => onOpen(row.id === open ? null : row.id)} />
            {row.id === open && (
              <tr>
                <td colSpan={9} className="max-w-none! whitespace-normal! bg-sunken p-0!">
                  <div className="pt-2.5 pr-3.5 pb-4 pl-19">
                    <RowDetail row={row} />
                  </div>
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Line({ row, now, open, onToggle }: { row: LedgerRow; now: number; open: boolean; onToggle: () => void }) {
  const id = useId();
  const at = Date.parse(row.at);
  const outcome = outcomeOf(row);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <tr
      className={`hover:bg-sunken ${open ? 'bg-hover shadow-[inset_2px_0_0_var(--brand-fill)]' : ''}`}
      onClick={onToggle}
    >
      <td className="mono text-right text-ink-3">{count(row.number)}</td>
      <td className="mono text-ink-2" title={exactTime(at)}>
        {isSameDay(at, now) || now === 0 ? clockTime(at) : `${day(at, now)} ${clockTime(at)}`}
      </td>
      <td>
        <Who row={row} />
      </td>
      <td className="b" id={id}>
        {row.words}
      </td>
      <td className="mono text-ink-2" title={`${row.target.kind} on ${row.cluster.name}`}>
        {whereOf(row)}
      </td>
      <td className="max-w-52! text-ink-2" title={row.reason}>
        {row.reason === '' ? <span className="text-ink-3">–</span> : `“${row.reason}”`}
      </td>
      <td className="mono text-ink-2">{row.ticket ?? <span className="text-ink-3">–</span>}</td>
      <td title={outcome.words}>
        <Status state={outcome.state} className="max-w-80">
          {outcome.words}
        </Status>
      </td>
      <td className="text-right text-ink-3">
        <button
          type="button"
          className="grid size-6 place-items-center rounded-sm"
          aria-expanded={open}
          aria-label={`Details of number ${row.number}`}
          aria-describedby={id}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
        >
          <Chevron size={13} aria-hidden="true" />
        </button>
      </td>
    </tr>
  );
}

export function Who({ row }: { row: LedgerRow }) {
  return (
    <span className="flex items-center gap-1.5">
      <Avatar label={row.actor.label} small />
      {row.actor.label}
      {row.actor.kind === 'key' && <span className="tok">key</span>}
    </span>
  );
}

export function whereOf(row: LedgerRow): string {
  return row.target.namespace === null ? row.target.name : `${row.target.namespace} / ${row.target.name}`;
}

/** The same on three lines each, for a phone. */
export function LedgerList({ rows, open, onOpen }: TableProps) {
  return (
    <ul>
      {rows.map((row) => {
        const outcome = outcomeOf(row);
        const isOpen = row.id === open;
        return (
          <li key={row.id} className="border-line border-b">
            <button
              type="button"
              className="flex w-full flex-col gap-0.5 px-3 py-2.5 text-left"
              aria-expanded={isOpen}
              onClick={() => onOpen(isOpen ? null : row.id)}
            >
              <span className="flex w-full items-center gap-2">
                <Avatar label={row.actor.label} small />
                <b className="b">{row.actor.label}</b>
                <span className="flex-1" />
                <span className="mono text-ink-3">{clockTime(Date.parse(row.at))}</span>
              </span>
              <span>
                {row.words} <span className="mono text-ink-2">{whereOf(row)}</span>
              </span>
              <Status state={outcome.state} className="max-w-full">
                {outcome.words}
              </Status>
            </button>
            {isOpen && (
              <div className="bg-sunken p-3">
                <RowDetail row={row} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
