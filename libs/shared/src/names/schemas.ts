import { z } from 'zod';
import { apiVersion, clusterName, InvalidNameError, kindName, namespaceName, objectName } from './grammar.js';

/** Wraps a grammar rule as a schema, so that one rule serves routes, socket messages and the transport alike. */
function named<T>(parse: (value: unknown) => T) {
  return z.unknown().transform((value, context): T => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof InvalidNameError)) throw error;
      // `invalid_name` is read by the error mapper: it answers 422 before anything reaches a cluster.
      context.addIssue({ code: 'custom', message: error.message, params: { code: 'invalid_name' } });
      return z.NEVER;
    }
  });
}

export const clusterNameSchema = named((v) => clusterName(v));
export const namespaceNameSchema = named((v) => namespaceName(v));
export const objectNameSchema = named((v) => objectName(v));
export const apiVersionSchema = named((v) => apiVersion(v));
export const kindNameSchema = named((v) => kindName(v));

/** What an action or a detail page points at. `namespace` is absent for cluster-scoped kinds; `uid` pins one incarnation. */
export const targetSchema = z.strictObject({
  apiVersion: apiVersionSchema,
  kind: kindNameSchema,
  namespace: namespaceNameSchema.optional(),
  name: objectNameSchema,
  uid: z.uuid().optional(),
});
export type Target = z.infer<typeof targetSchema>;
