import { expect, type Page } from '@playwright/test';
import { rowOf, shownRows } from '../support/grid.ts';
import { kubectlLines } from '../support/kubectl-text.ts';
import { onCluster as test } from '../support/on-cluster.ts';

/** The numbers of a counter: `Pods: 3 failing, 1 finished, 9 running`; not those of the capacity, `13 of 330 requested`. */
async function counted(page: Page, title: string): Promise<Record<string, number>> {
  const counter = page.getByRole('img', { name: new RegExp(`^${title}: \\d(?!.* requested)`) });
  const label = await counter.getAttribute('aria-label');
  const parts = (label ?? '').slice(title.length + 2).split(', ');
  return Object.fromEntries(parts.map((part) => [part.replace(/^[\d,]+ /, ''), Number.parseInt(part, 10)]));
}

const sum = (numbers: Record<string, number>) => Object.values(numbers).reduce((all, each) => all + each, 0);

/** Marks the page in a way that a reload would wipe out; gives the check that it has not. */
async function mark(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => Object.assign(globalThis, { loadedOnce: true }));
  return async () => expect(await page.evaluate(() => 'loadedOnce' in globalThis)).toBe(true);
}

test('the counters of the overview are those of the API server', async ({ page, cluster, name }) => {
  await page.goto(`/c/${name}`);
  await expect(async () => {
    const pods = await kubectlLines(cluster, 'pods', '-A');
    const states = pods.map(([, , , status]) => status);
    expect(await counted(page, 'Pods')).toEqual({
      running: states.filter((state) => state === 'Running').length,
      finished: states.filter((state) => state === 'Completed').length,
      failing: states.filter((state) => state === 'CrashLoopBackOff').length,
    });
    const workloads = await kubectlLines(cluster, 'deployments', '-A');
    const whole = workloads.filter(([, , ready = '']) => ready.split('/')[0] === ready.split('/')[1]);
    const shown = await counted(page, 'Workloads');
    expect([sum(shown), shown.healthy]).toEqual([workloads.length, whole.length]);
    const nodes = await kubectlLines(cluster, 'nodes');
    expect(await counted(page, 'Nodes')).toEqual({ ready: nodes.filter(([, status]) => status === 'Ready').length });
  }).toPass();
});

test('the overview names what is in trouble, why, and what it means; the name leads there', async ({ page, name }) => {
  await page.goto(`/c/${name}`);
  const line = page.getByRole('listitem').filter({ hasText: 'default / checkout' });
  await expect(line).toContainText('Crash loop in 2 pods');
  await expect(line).toContainText('Container checkout ended with exit 1');
  await expect(line).toContainText('None of 2 wanted pods is available: nobody is served');
  await expect(page.getByRole('listitem').filter({ hasText: 'team-a / reports' })).toContainText('Killed for memory');
  await line.getByRole('link', { name: 'default / checkout' }).click();
  await expect(page).toHaveURL(`/c/${name}/ns/default/deployments/checkout`);
  await expect(page.getByRole('heading', { name: 'checkout', level: 1 })).toBeVisible();
});

test('pods read as kubectl prints them', async ({ page, cluster, name }) => {
  await page.goto(`/c/${name}/pods`);
  await expect(async () => {
    const printed = (await kubectlLines(cluster, 'pods', '-A')).map(([namespace, pod, ready, status, restarts]) =>
      [namespace, pod, ready, status, restarts?.split(' ')[0]].join(' '),
    );
    const shown = (await shownRows(page, 'Pods')).map((row) =>
      [row.Namespace, row.Name, row.Ready, row.Status, row.Restarts].join(' '),
    );
    expect(shown.sort()).toEqual(printed.sort());
  }).toPass();
});

test('nodes read as kubectl prints them', async ({ page, cluster, name }) => {
  await page.goto(`/c/${name}/nodes`);
  await expect(async () => {
    const printed = (await kubectlLines(cluster, 'nodes')).map(([node, status, roles, , version]) =>
      [node, status, roles, version].join(' '),
    );
    const shown = (await shownRows(page, 'Nodes')).map((row) =>
      [row.Name, row.Status, row.Roles, row.Version].join(' '),
    );
    expect(shown.sort()).toEqual(printed.sort());
  }).toPass();
});

test('deployments read as kubectl prints them', async ({ page, cluster, name }) => {
  await page.goto(`/c/${name}/workloads/deployments`);
  await expect(async () => {
    const printed = (await kubectlLines(cluster, 'deployments', '-A')).map(
      ([namespace, deployment, ready, upToDate, available]) =>
        [namespace, deployment, ready, upToDate, available].join(' '),
    );
    const shown = (await shownRows(page, 'Deployments')).map((row) =>
      [row.Namespace, row.Name, `${row.Ready}/${row.Wanted}`, row['Up to date'], row.Available].join(' '),
    );
    expect(shown.sort()).toEqual(printed.sort());
  }).toPass();
});

test('what the cluster reports is among the events, with how often', async ({ page, cluster, name }) => {
  const query = ['events', '-n', 'team-a', '--field-selector=reason=BackOff', '-o=jsonpath={.items[*].count}'];
  await page.goto(`/c/${name}/events?q=ns:team-a reason:BackOff`);
  await expect(async () => {
    const counts = (await cluster.kubectl(['get', ...query])).split(' ');
    const shown = await shownRows(page, 'Events');
    expect(shown.map((row) => row.Count).sort()).toEqual(counts.sort());
    expect(shown[0]).toMatchObject({ Kind: 'Pod', Reason: 'BackOff', Status: 'Warning' });
  }).toPass();
});

test('a pod that somebody creates and deletes elsewhere comes and goes while one looks on, with the state that kubectl prints', async ({
  page,
  cluster,
  name,
}) => {
  await page.goto(`/c/${name}/pods`);
  await expect(rowOf(page, 'visitor')).toHaveCount(0);
  const notLoadedAnew = await mark(page);
  await cluster.kubectl(['run', 'visitor', '--image=images.test/crashing:1']);
  await expect(rowOf(page, 'visitor')).toBeVisible();
  await expect(async () => {
    const [[, ready, status, restarts] = []] = await kubectlLines(cluster, 'pod', 'visitor');
    const shown = (await shownRows(page, 'Pods')).find((row) => row.Name === 'visitor');
    expect(shown).toMatchObject({ Ready: ready, Status: status, Restarts: restarts?.split(' ')[0] });
    expect(status).toBe('CrashLoopBackOff');
  }).toPass();
  await cluster.kubectl(['delete', 'pod', 'visitor', '--now']);
  await expect(rowOf(page, 'visitor')).toHaveCount(0);
  await notLoadedAnew();
});

test('a change made with kubectl shows at once: on the object’s page and in the cluster’s changes', async ({
  page,
  context,
  cluster,
  name,
}) => {
  await cluster.kubectl(['create', 'deployment', 'elsewhere', '--image=nginx:1.29', '--replicas=1', '-n=team-b']);
  await page.goto(`/c/${name}/ns/team-b/deployments/elsewhere`);
  const ready = page.getByRole('row', { name: 'Replicas ready' });
  await expect(ready.getByRole('cell')).toHaveText(['1', '1']);
  const overview = await context.newPage();
  await overview.goto(`/c/${name}`);
  await expect(overview.getByRole('heading', { name: 'Changes' })).toBeVisible();
  const notLoadedAnew = [await mark(page), await mark(overview)];

  await cluster.kubectl(['scale', 'deployment', 'elsewhere', '--replicas=3', '-n=team-b']);
  await expect(ready.getByRole('cell')).toHaveText(['3', '3']);
  await expect(page.getByRole('img', { name: 'New revision: 3 ready, 0 failing of 3' })).toBeVisible();
  const change = overview.getByRole('listitem').filter({ hasText: 'Deployment elsewhere' });
  await expect(change.filter({ hasText: 'replicas 1 → 3' })).toBeVisible();

  await cluster.kubectl(['delete', 'deployment', 'elsewhere', '-n=team-b']);
  await expect(page.getByText(/There is no Deployment|This Deployment is gone/)).toBeVisible();
  for (const holds of notLoadedAnew) await holds();
});
