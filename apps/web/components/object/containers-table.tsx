import { ScrollRegion } from '@/components/layout/scroll-region';
import { Status } from '@/components/status/status';
import { shortImage } from '@/lib/format/names';
import { containersOf } from './containers';

/** The containers of a pod; `narrow` for the drawer. */
export function ContainersTable({ pod, narrow = false }: { pod: unknown; narrow?: boolean }) {
  const lines = containersOf(pod);
  return (
    <ScrollRegion label="Containers" className="overflow-x-auto">
      <table className={`plain-table ${narrow ? 'table-fixed' : ''}`}>
        {narrow && (
          <colgroup>
            <col />
            <col className="w-40" />
            <col />
            <col className="w-18" />
          </colgroup>
        )}
        <thead className={narrow ? 'sr-only' : undefined}>
          <tr>
            <th scope="col">Container</th>
            <th scope="col">State</th>
            <th scope="col">Image</th>
            {!narrow && <th scope="col">Requests</th>}
            <th scope="col">Limits</th>
            {!narrow && (
              <th scope="col" className="text-right!">
                Restarts
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.role}/${line.name}`}>
              <th
                scope="row"
                className={`mono truncate font-normal! text-ink! ${narrow ? 'pl-0!' : ''}`}
                title={line.name}
              >
                {line.name} {line.role !== 'container' && <span className="tok">{line.role}</span>}
              </th>
              <td className="max-w-64!" title={line.because ?? undefined}>
                <Status state={line.state}>{line.status}</Status>
                {!narrow && line.because !== null && <span className="ml-2 text-12 text-ink-3">{line.because}</span>}
              </td>
              <td className="mono max-w-48! text-ink-2" title={line.image ?? undefined}>
                {line.image === null ? '–' : shortImage(line.image)}
              </td>
              {!narrow && <td className="mono text-ink-2">{line.requests}</td>}
              <td className={`mono text-ink-2 ${narrow ? 'pr-0! text-right' : ''}`}>{line.limits}</td>
              {!narrow && <td className="mono text-right">{line.restarts ?? '–'}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
