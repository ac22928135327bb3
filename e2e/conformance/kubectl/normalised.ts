/** What differs from run to run in what kubectl prints. */
export interface Surroundings {
  namespace: string;
  /** Nodes that the case knows by name, in its order. */
  ownNodes: readonly string[];
  nodes: readonly string[];
}

/** Letters of which the server makes names that nobody chose. */
const LETTER = '[bcdfghjklmnpqrstvwxz2456789]';

/** Applied one after another, to the whole text. */
const RULES: Array<[what: RegExp, becomes: string]> = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| [+-]\d{4})/g, '<time>'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<ip>'],
  // The two files of a diff lie in folders made for it.
  [/\/\S*?\/(LIVE|MERGED)-\d+\//g, '<$1>/'],
  // The name of a pod of a Deployment, then that of its ReplicaSet, then any other name with five letters at its end.
  [new RegExp(`-${LETTER}{6,10}-${LETTER}{5}\\b`, 'g'), '-<hash>-<id>'],
  [new RegExp(`\\b(pod-template-hash=)${LETTER}{6,10}\\b`, 'g'), '$1<hash>'],
  [new RegExp(`-${LETTER}{6,10}\\b`, 'g'), '-<hash>'],
  [new RegExp(`-${LETTER}{5}\\b`, 'g'), '-<id>'],
  [/\b[0-9a-f]{64}\b/g, '<sha256>'],
  // A random port of a node; the one that was asked for stays.
  [/\b(\d+:)(?!30007)3[0-2]\d{3}\//g, '$1<port>/'],
  [/(NodePort:.*?)(?!30007)3[0-2]\d{3}\//g, '$1<port>/'],
  [/(resourceVersion"?: )"\d+"/g, '$1<version>'],
  [/\bv1\.\d+\.\d+\b/g, '<release>'],
  // Ages, but not "for 300s", which is a time that somebody asked for.
  [/(?<!for )(?<![\w.=:"-])\d+[smh](?:\d+[sm])?(?: \(x\d+ over \d+[smh](?:\d+s)?\))?(?![\w])/g, '<age>'],
  // How often a thing had to be said depends on how fast the machine is.
  [/^Waiting for .*\n/gm, ''],
  // The kubelet of a simulated node says nothing, and what it names an image by is its own.
  [/^ *(?:\S+ +)?(?:Normal|Warning) .*\bkubelet\b.*\n/gm, ''],
  [/^( *Image ID:).*$/gm, '$1 <image id>'],
  [/^( *Container ID:).*$/gm, '$1 <container id>'],
  // Columns are as wide as the longest name in them.
  [/(?<=\S) {2,}/g, '  '],
  [/(?<=\S)\t+ */g, '  '],
  [/[ \t]+$/gm, ''],
  [/\n{3,}/g, '\n\n'],
];

/** The same text for the same behaviour: names, times, addresses and widths that follow from chance are replaced. */
export function normalised(text: string, { namespace, ownNodes, nodes }: Surroundings): string {
  let result = text;
  for (const [index, name] of ownNodes.entries()) result = replaceName(result, name, `<node ${index + 1}>`);
  result = result.replaceAll(namespace, '<namespace>');
  for (const name of nodes) if (!ownNodes.includes(name)) result = replaceName(result, name, '<node>');
  for (const [what, becomes] of RULES) result = result.replaceAll(what, becomes);
  return result;
}

function replaceName(text: string, name: string, becomes: string): string {
  return text.replaceAll(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'g'), becomes);
}
