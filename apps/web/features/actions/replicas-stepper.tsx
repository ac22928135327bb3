'use client';
import { Minus, Plus } from 'lucide-react';
import { useId } from 'react';

/** How many pods are wanted: typed, or by one up and down. `value` is null while what is typed is no number. */
export function ReplicasStepper({
  value,
  current,
  max,
  onChange,
}: {
  value: number | null;
  current: number | null;
  max: number;
  onChange: (value: number | null) => void;
}) {
  const id = useId();
  const step = (by: number) => onChange(Math.max(0, Math.min(max, (value ?? current ?? 0) + by)));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <label htmlFor={id} className="font-medium text-12 text-ink-2">
        Replicas
      </label>
      <div className="flex items-center gap-1.5">
        <button
          type="button"
          className="btn btn-square"
          aria-label="One fewer"
          onClick={() => step(-1)}
          disabled={value === 0}
        >
          <Minus size={14} aria-hidden="true" />
        </button>
        <input
          id={id}
          // The one thing to decide here.
          data-autofocus=""
          className="field-box num w-20! text-center font-medium text-16"
          inputMode="numeric"
          autoComplete="off"
          value={value ?? ''}
          onChange={(event) => {
            const text = event.target.value.trim();
            onChange(/^\d{1,6}$/.test(text) ? Math.min(max, Number(text)) : null);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
            event.preventDefault();
            step(event.key === 'ArrowUp' ? 1 : -1);
          }}
          onFocus={(event) => event.target.select()}
        />
        <button type="button" className="btn btn-square" aria-label="One more" onClick={() => step(1)}>
          <Plus size={14} aria-hidden="true" />
        </button>
      </div>
      {current !== null && <span className="num text-ink-3">now {current}</span>}
    </div>
  );
}
