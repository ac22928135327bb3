import { z } from 'zod';
import type { ExecSpec } from '../kubeconfig/specs.js';
import type { Credential } from './renewable-credential.js';
import { PluginError } from './run-plugin.js';

/** `ExecCredential` of client.authentication.k8s.io: only what is used; plugins add fields of their own. */
const credentialSchema = z.object({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().min(1).optional(),
    clientCertificateData: z.string().includes('-----BEGIN ').optional(),
    clientKeyData: z.string().includes('-----BEGIN ').optional(),
    expirationTimestamp: z.iso.datetime({ offset: true }).nullish(),
  }),
});

function parsedJson(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch (error) {
    // The syntax error of Node quotes the text, and the text is a credential.
    if (error instanceof SyntaxError) throw new PluginError('its output is not JSON');
    throw error;
  }
}

/** @throws PluginError naming the field that is wrong, never its content */
export function readExecAnswer(output: string, spec: ExecSpec, wallNow: number): Credential {
  const read = credentialSchema.safeParse(parsedJson(output));
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') ?? '';
    throw new PluginError(`its output is not an ExecCredential${where === '' ? '' : `: ${where} is missing or wrong`}`);
  }
  const { apiVersion, status } = read.data;
  if (apiVersion !== spec.apiVersion)
    throw new PluginError('it answered with another apiVersion than the kubeconfig asks for');
  const { token, clientCertificateData: cert, clientKeyData: key } = status;
  if ((cert === undefined) !== (key === undefined))
    throw new PluginError('it gave a client certificate without key, or a key without certificate');
  if (token === undefined && cert === undefined)
    throw new PluginError('it gave neither a token nor a client certificate');
  const expiresAt = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : null;
  if (expiresAt !== null && expiresAt <= wallNow) {
    throw new PluginError(
      `it gave a credential that had expired at ${new Date(expiresAt).toISOString()}; sign in again`,
    );
  }
  return {
    token: token ?? null,
    certificate: cert === undefined || key === undefined ? null : { cert, key },
    expiresAt,
  };
}
