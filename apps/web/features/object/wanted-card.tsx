import type { Rollout, TreeNode } from '@binnacle/shared/realtime';
import type { Row } from '@binnacle/shared/views';
import { Card } from '@/components/ui/card';
import { shortImage } from '@/lib/format/names';

interface Line {
  name: string;
  wanted: string;
  actual: string;
  /** Added to the actual value in a quieter tone. */
  remark?: string;
  differs: boolean;
  mono?: boolean;
}

/** Spec against status, line by line; what differs is in the colour of failure. */
export function WantedCard({ lines, aside }: { lines: readonly Line[]; aside: string | null }) {
  if (lines.length === 0) return null;
  return (
    <Card title="Wanted and actual" aside={aside ?? undefined} flush>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr-only">What</span>
            </th>
            <th scope="col">Wanted</th>
            <th scope="col">Actual</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name}>
              <th scope="row" className="w-40 font-normal! text-13! max-desk:w-28">
                {line.name}
              </th>
              <td className={`whitespace-normal! wrap-anywhere ${line.mono === true ? 'mono' : 'num'}`}>
                {line.wanted}
              </td>
              <td
                className={`whitespace-normal! wrap-anywhere ${line.mono === true ? 'mono' : 'num'} ${line.differs ? 'text-failing' : ''}`}
              >
                {line.actual} {line.remark !== undefined && <span className="text-ink-3">{line.remark}</span>}
                {line.differs && <span className="sr-only"> (differs)</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

/** How many of the ready pods are still of the revision before. */
function ofOld(rollout: Rollout | null, ready: Row[string] | undefined): Pick<Line, 'remark'> {
  if (rollout === null || rollout.old.ready === 0) return {};
  const revisions = rollout.old.replicaSets.length === 1 ? 'of the old revision' : 'of old revisions';
  return { remark: rollout.old.ready === ready ? revisions : `with ${rollout.old.ready} ${revisions}` };
}

const word = (value: unknown) => (value === null || value === undefined ? '–' : String(value));

/** A Deployment's wish and what has become of it. */
export function deploymentLines(row: Row, rollout: Rollout | null, tree: TreeNode | null): Line[] {
  const { wanted, ready, upToDate, available } = row;
  const serving = servingImages(row, tree);
  const lines: Line[] = [
    {
      name: 'Replicas ready',
      wanted: word(wanted),
      actual: word(ready),
      ...ofOld(rollout, ready),
      differs: wanted !== ready,
    },
    { name: 'Updated', wanted: word(wanted), actual: word(upToDate), differs: wanted !== upToDate },
    { name: 'Available', wanted: word(wanted), actual: word(available), differs: wanted !== available },
    {
      name: 'Image',
      wanted: images(row.images),
      actual: serving ?? images(row.images),
      differs: serving !== null && serving !== images(row.images),
      mono: true,
    },
    {
      name: 'Strategy',
      wanted: strategy(row.strategy),
      actual: row.paused === 1 ? 'paused' : strategy(row.strategy),
      differs: false,
    },
  ];
  return lines;
}

/** A ReplicaSet's wish and what has become of it. */
export function replicaSetLines(row: Row): Line[] {
  return [
    { name: 'Pods', wanted: word(row.wanted), actual: word(row.current), differs: row.wanted !== row.current },
    { name: 'Ready', wanted: word(row.wanted), actual: word(row.ready), differs: row.wanted !== row.ready },
    { name: 'Available', wanted: word(row.wanted), actual: word(row.available), differs: row.wanted !== row.available },
  ];
}

/** Images of the ReplicaSets that have ready pods; null where the tree does not say. */
function servingImages(row: Row, tree: TreeNode | null): string | null {
  const serving = (tree?.children ?? []).filter(
    (child) => Number(child.facts.ready ?? 0) > 0 && typeof child.facts.images === 'string',
  );
  if (serving.length === 0 || row.images === null) return null;
  return [...new Set(serving.map((child) => images(child.facts.images ?? null)))].join(', ');
}

function images(value: Row[string] | undefined): string {
  return typeof value === 'string' ? value.split(/,\s*/).map(shortImage).join(', ') : '–';
}

function strategy(value: Row[string] | undefined): string {
  return value === 'RollingUpdate' ? 'Rolling update' : word(value);
}
