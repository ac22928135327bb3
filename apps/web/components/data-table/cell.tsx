import { type Column, type Row, stateOf, type View } from '@binnacle/shared/views';
import { Status } from '@/components/status/status';
import { Age } from '@/components/ui/age';
import { shortImage } from '@/lib/format/names';
import { bytes, count, millicores } from '@/lib/format/quantity';
import { Link } from '@/lib/router';

/** At this many restarts a pod is no longer merely unlucky. */
const MANY_RESTARTS = 4;

interface CellProps {
  column: Column;
  row: Row;
  view: View;
  href: string | null;
  /** Not current: states are said as what they were. */
  stale: boolean;
}

/** One value of a row, as its column is shown. */
export function CellValue({ column, row, view, href, stale }: CellProps) {
  const value = row[column.id] ?? null;
  if (column.id === 'status') return <StatusCell row={row} stale={stale} />;
  if (column.id === 'name') return <NameCell name={String(value ?? '')} href={href} />;
  if (column.id === 'ready' && view.id === 'pods') return <Of part={value} whole={row.containers ?? null} />;
  if (value === null) return <span className="text-ink-3">–</span>;
  if (column.id === 'restarts') return <Restarts count={Number(value)} />;
  switch (column.type) {
    case 'time':
      return (
        <span className="mono text-ink-2">
          <Age at={Number(value)} cell />
        </span>
      );
    case 'number':
      return <span className={`mono ${value === 0 ? 'text-ink-3' : ''}`}>{count(Number(value))}</span>;
    case 'bytes':
      return <span className="mono text-ink-2">{bytes(Number(value))}</span>;
    case 'millicores':
      return <span className="mono text-ink-2">{millicores(Number(value))}</span>;
    case 'flag':
      return <span className={value === 1 ? '' : 'text-ink-3'}>{value === 1 ? 'yes' : 'no'}</span>;
    default:
      return <TextCell column={column} text={String(value)} />;
  }
}

const PROSE = new Set([
  'message',
  'because',
  'namespace',
  'reason',
  'objectKind',
  'strategy',
  'qos',
  'roles',
  'ownerKind',
  'os',
]);

function TextCell({ column, text }: { column: Column; text: string }) {
  if (column.id === 'images') {
    return (
      <span className="mono text-ink-2" title={text}>
        {text.split(/,\s*/).map(shortImage).join(', ')}
      </span>
    );
  }
  if (column.id === 'namespace' || !PROSE.has(column.id)) {
    return (
      <span className={column.id === 'namespace' ? 'text-ink-2' : 'mono text-ink-2'} title={text}>
        {text}
      </span>
    );
  }
  return (
    <span className={column.id === 'reason' ? '' : 'text-ink-2'} title={text}>
      {text}
    </span>
  );
}

function NameCell({ name, href }: { name: string; href: string | null }) {
  if (href === null) return <span className="mono">{name}</span>;
  return (
    <Link href={href} tabIndex={-1} className="mono hover:underline" title={name} data-row-link="">
      {name}
    </Link>
  );
}

export function StatusCell({ row, stale }: { row: Row; stale: boolean }) {
  const word = String(row.status ?? 'Unknown');
  if (stale) return <Status state="unknown">was {word}</Status>;
  const because = typeof row.because === 'string' && row.because !== '' ? row.because : undefined;
  return (
    <span title={because} className="block min-w-0">
      <Status state={stateOf(row)} className="max-w-full">
        {word}
      </Status>
    </span>
  );
}

function Of({ part, whole }: { part: Row[string]; whole: Row[string] }) {
  if (part === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="mono">
      {part}/{whole ?? '?'}
    </span>
  );
}

function Restarts({ count: restarts }: { count: number }) {
  const tone = restarts >= MANY_RESTARTS ? 's-failing text-state' : restarts === 0 ? 'text-ink-3' : 'text-ink-2';
  return <span className={`mono ${tone}`}>{count(restarts)}</span>;
}
