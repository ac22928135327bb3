import type { RealCluster } from '../../../tools/control-plane/real-cluster.ts';

/** What `kubectl get` prints, without its head: lines split where two or more spaces are. */
export async function kubectlLines(cluster: RealCluster, ...args: string[]): Promise<string[][]> {
  const text = await cluster.kubectl(['get', ...args, '--no-headers']);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/\s{2,}/));
}
