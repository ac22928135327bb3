/** Waiting reasons of the kubelet (`pkg/kubelet/images`) and of container runtimes (`cri-api/pkg/errors`) that mean: no image. */
const PULL_REASONS: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'ErrImageInspect',
  'ImageInspectError',
  'InvalidImageName',
  'RegistryUnavailable',
  'SignatureValidationFailed',
  'ImageVolumeMountFailed',
]);

export function isPullReason(reason: string): boolean {
  return PULL_REASONS.has(reason);
}

/**
 * Causes that registries and runtimes word in many ways, as the predicate of a sentence that begins with the image.
 * The order matters: a registry that hides private images answers "denied ... may require authorization" or "not found".
 */
const KNOWN: ReadonlyArray<readonly [RegExp, string]> = [
  [/no such host|server misbehaving|temporary failure in name resolution/i, 'its registry does not resolve'],
  [/toomanyrequests|too many requests|\b429\b/i, 'its registry allows no more pulls for now'],
  [
    /unauthorized|authorization failed|authentication required|access denied|access forbidden|\bdenied\b|\b40[13]\b/i,
    'its registry refuses access',
  ],
  [/x509|certificate/i, "its registry's certificate is not trusted"],
  [/connection refused/i, 'its registry refuses the connection'],
  [/i\/o timeout|deadline exceeded|timeout awaiting|timed out/i, 'its registry does not answer in time'],
  [/no match for platform|no matching manifest/i, "it is not built for this node's platform"],
  [/not found|manifest unknown|does not exist|\b404\b/i, 'not found'],
];

/** What kubelets put before the cause while they wait; older ones put nothing behind it. */
const BACK_OFF = /^Back-off pulling image "[^"]*"(?:: )?(?:ErrImagePull: )?/;

/**
 * Why an image cannot be pulled, as a sentence: `Image cannot be pulled: registry/web:1.9 not found (container web).`
 * A cause that is not known by its words keeps the kubelet's own.
 */
export function pullSentence(container: string, image: string, reason: string, message: string): string {
  const where = `(container ${container}).`;
  if (reason === 'InvalidImageName') return `Image cannot be pulled: ${image} is not a valid image name ${where}`;
  if (reason === 'ErrImageNeverPull') {
    return `Image cannot be used: ${image} is not on the node, and its pull policy is Never ${where}`;
  }
  const known = KNOWN.find(([pattern]) => pattern.test(message))?.[1];
  if (known !== undefined)
    return `Image cannot be pulled: ${image}${known === 'not found' ? '' : ','} ${known} ${where}`;
  const words = message.replace(BACK_OFF, '').replace(/[.\s]+$/, '');
  return words === ''
    ? `Image cannot be pulled: ${image} ${where}`
    : `Image cannot be pulled: ${image}, ${words} ${where}`;
}
