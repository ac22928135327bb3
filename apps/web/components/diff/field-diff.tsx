import type { FieldChange } from '@binnacle/shared/ledger';

/** Fields that change, before and after side by side; what is absent is hatched. */
export function FieldDiff({
  changes,
  before = 'Before',
  after = 'After',
}: {
  changes: readonly FieldChange[];
  before?: string;
  after?: string;
}) {
  if (changes.length === 0) return <p className="text-ink-3">No field changes.</p>;
  return (
    <div className="diff">
      <div>
        <div className="diff-head">{before}</div>
        {changes.map((change) => (
          <Line key={change.path} side="del" path={change.path} value={change.before} />
        ))}
      </div>
      <div>
        <div className="diff-head">{after}</div>
        {changes.map((change) => (
          <Line key={change.path} side="add" path={change.path} value={change.after} />
        ))}
      </div>
    </div>
  );
}

function Line({ side, path, value }: { side: 'add' | 'del'; path: string; value: unknown }) {
  if (value === null || value === undefined) {
    return (
      <div className="diff-line diff-none">
        <span className="sr-only">{path} is absent</span>
      </div>
    );
  }
  return (
    <div className={`diff-line diff-${side}`}>
      {path}: <mark>{typeof value === 'string' ? value : JSON.stringify(value)}</mark>
    </div>
  );
}
