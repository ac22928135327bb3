import type { ReactNode } from 'react';

export interface Moment {
  key: string;
  when: ReactNode;
  mark: ReactNode;
  what: ReactNode;
}

/** Moments in order, joined by a line. `wide` makes room for a time of day. */
export function Timeline({ moments, wide = false }: { moments: readonly Moment[]; wide?: boolean }) {
  return (
    <ol className="m-0 list-none p-0">
      {moments.map((moment, at) => (
        <li
          key={moment.key}
          className={`timeline ${at === moments.length - 1 ? 'timeline-last' : ''} ${wide ? '[--when:68px]' : '[--when:44px]'}`}
        >
          <span className="timeline-when num">{moment.when}</span>
          <span className="timeline-dot">{moment.mark}</span>
          <span className="timeline-what">{moment.what}</span>
        </li>
      ))}
    </ol>
  );
}
