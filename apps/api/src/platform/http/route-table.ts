import type { Permission } from '@binnacle/shared/access';
import { BinnacleError } from '@binnacle/shared/errors';

/** What a route demands of the caller. */
export type RouteAccess = Permission | 'public';

/** The member of a route's configuration that holds its {@link RouteAccess}. */
export const ACCESS = 'access';

export interface Route {
  readonly method: string;
  /** As registered: `/api/v1/clusters/:cluster`. */
  readonly url: string;
  /** Undefined: nobody said. Such a route stops the start. */
  readonly access: RouteAccess | undefined;
}

/** Every route of the running server, noted as it is registered. */
export class RouteTable {
  private readonly routes: Route[] = [];

  note(method: string | readonly string[], url: string, config: unknown): void {
    const access = (config as Record<string, RouteAccess | undefined> | undefined)?.[ACCESS];
    for (const one of [method].flat()) this.routes.push({ method: one, url, access });
  }

  all(): readonly Route[] {
    return this.routes;
  }

  /** Methods under which this path has a route of its own; patterns that take any path do not count. */
  methodsFor(path: string): string[] {
    const methods = this.routes.filter((r) => !r.url.includes('*') && matches(r.url, path)).map((r) => r.method);
    return [...new Set(methods)].sort();
  }

  /** What to answer when nothing serves the method and path: 405 where another method would do, else 404. */
  missing(method: string, path: string): { error: BinnacleError; allow: string[] } {
    const allow = this.methodsFor(path);
    if (allow.length === 0)
      return { error: new BinnacleError('not_found', 'There is nothing at this address.'), allow };
    const detail = `This address does not take ${method}; it takes ${allow.join(', ')}.`;
    return { error: new BinnacleError('method_not_allowed', detail), allow };
  }
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (part.startsWith(':') ? given[i] !== '' : part === given[i]))
  );
}
