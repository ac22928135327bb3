'use client';
import type { TreeNode } from '@binnacle/shared/realtime';
import { ScrollRegion } from '@/components/layout/scroll-region';
import { StateMark } from '@/components/status/state-mark';
import { Age } from '@/components/ui/age';
import { Card } from '@/components/ui/card';
import { ownPart } from '@/lib/format/names';
import { count } from '@/lib/format/quantity';
import { Link, objectPath } from '@/lib/router';

interface Self {
  kind: string;
  name: string;
}

/** Owners and what they own, down to the pods. `self` is the object whose page this is. */
export function TreeCard({
  tree,
  cluster,
  title,
  self,
}: {
  tree: TreeNode;
  cluster: string;
  title: string;
  self: Self;
}) {
  const rootHref = tree.kind === self.kind && tree.name === self.name ? null : objectPath(cluster, tree);
  const root = `${tree.kind} ${tree.name}`;
  return (
    <Card title={title} flush>
      <ScrollRegion label={title} className="overflow-x-auto px-3.5 py-1.5">
        <div className="tree-row tree-root">
          <StateMark state={tree.state} />
          <span className="b truncate">
            {rootHref === null ? (
              root
            ) : (
              <Link href={rootHref} className="hover:underline">
                {root}
              </Link>
            )}
          </span>
          <span className="flex-1" />
          <span className="num text-ink-3">{tree.status}</span>
        </div>
        <Children node={tree} cluster={cluster} lines={[]} self={self} />
      </ScrollRegion>
    </Card>
  );
}

/** `lines`: for each level above, whether its line goes on below this row. */
function Children({
  node,
  cluster,
  lines,
  self,
}: {
  node: TreeNode;
  cluster: string;
  lines: readonly boolean[];
  self: Self;
}) {
  const rest = node.more > 0;
  return (
    <>
      {node.children.map((child, at) => {
        const last = at === node.children.length - 1 && !rest;
        return (
          <div key={`${child.kind}/${child.name}`}>
            <div className="tree-row">
              <Lines above={lines} last={last} />
              <NodeLine node={child} owner={node} cluster={cluster} self={self} />
            </div>
            <Children node={child} cluster={cluster} lines={[...lines, !last]} self={self} />
          </div>
        );
      })}
      {rest && (
        <div className="tree-row">
          <Lines above={lines} last />
          <span className="text-ink-3">{count(node.more)} more</span>
        </div>
      )}
    </>
  );
}

function Lines({ above, last }: { above: readonly boolean[]; last: boolean }) {
  return (
    <>
      {above.map((goesOn, level) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a level is its position
        <span key={level} className={`tree-line ${goesOn ? '' : 'tree-blank'}`} aria-hidden="true" />
      ))}
      <span className={`tree-line tree-branch ${last ? 'tree-end' : ''}`} aria-hidden="true" />
    </>
  );
}

function NodeLine({ node, owner, cluster, self }: { node: TreeNode; owner: TreeNode; cluster: string; self: Self }) {
  const isSelf = node.kind === self.kind && node.name === self.name;
  const href = isSelf ? null : objectPath(cluster, node);
  const name = <span className={`mono ${isSelf ? 'b' : ''}`}>{ownPart(node.name, owner.name)}</span>;
  const { ready, wanted, revision, node: machine, createdAt } = node.facts;
  const isPod = node.kind === 'Pod';
  return (
    <>
      <StateMark state={node.state} />
      {!isPod && <span>{node.kind}</span>}
      {href === null ? (
        name
      ) : (
        <Link href={href} className="hover:underline" title={node.name}>
          {name}
        </Link>
      )}
      {revision != null && <span className="num text-ink-3">revision {revision}</span>}
      <span className="truncate text-ink-2" title={node.because}>
        {isPod ? node.status : null}
      </span>
      <span className="flex-1" />
      {isPod ? (
        <>
          <span className="mono text-ink-3 max-desk:hidden">{machine ?? 'not placed'}</span>
          <span className="num w-10 text-right text-ink-3">
            <Age at={typeof createdAt === 'number' ? createdAt : null} />
          </span>
        </>
      ) : (
        wanted != null && (
          <span className="num text-ink-2">
            {ready ?? 0} of {wanted}
          </span>
        )
      )}
    </>
  );
}
