import type { Attributes, Authorizer, RequestInfo, UserInfo } from '../api.js';
import { badRequest, forbiddenTo, quoted } from '../status.js';
import { ANONYMOUS, AUTHENTICATED, UNAUTHENTICATED } from './authentication.js';

/** Headers in lower case with every value they were sent with. */
export type Headers = Readonly<Record<string, readonly string[] | undefined>>;

export interface Impersonated {
  readonly user: UserInfo;
  /** The narrow right by which it was allowed, such as `impersonate:user-info`; empty for the right to `impersonate`. */
  readonly constraint: string;
}

type Wanted = Required<UserInfo>;

/** A way to be allowed. All but the last also ask for the right to do this very request while impersonating. */
interface Mode {
  readonly name: string;
  fits(wanted: Wanted): boolean;
}

const nodeName = (name: string) => /^system:node:([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)$/.exec(name)?.[1];
const accountOf = (name: string) => /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/.exec(name) ?? [];
const isAccount = (name: string) => accountOf(name).length > 0;
const onlyName = ({ uid, groups, extra }: Wanted) => uid === '' && groups.length + Object.keys(extra).length === 0;

const LEGACY: Mode = { name: '', fits: () => true };
const MODES: readonly Mode[] = [
  { name: 'arbitrary-node', fits: (wanted) => onlyName(wanted) && nodeName(wanted.name) !== undefined },
  { name: 'serviceaccount', fits: (wanted) => onlyName(wanted) && isAccount(wanted.name) },
  { name: 'user-info', fits: ({ name }) => nodeName(name) === undefined && !isAccount(name) },
  LEGACY,
];
const AUTHENTICATION = 'authentication.k8s.io';

/** Lets people act as others who may. */
export class Impersonation {
  readonly #authorizer: Authorizer;
  /** How a person was allowed last is tried first. It decides which refusal is told, so it is kept as upstream does. */
  readonly #lastMode = new Map<string, Mode>();

  constructor(authorizer: Authorizer) {
    this.#authorizer = authorizer;
  }

  /**
   * Whom the request is to count for; null when it does not ask to be somebody else's.
   * @throws {ApiError} 400 for a group, uid or extra without a user; 403 where it is not allowed
   */
  resolve(headers: Headers, info: RequestInfo, user: UserInfo): Impersonated | null {
    const wanted = wantedUser(headers);
    if (wanted === null) return null;
    const last = this.#lastMode.get(user.name) ?? LEGACY;
    const modes = this.#lastMode.has(user.name) ? [last, ...MODES.filter((mode) => mode !== last)] : MODES;
    let refusal: unknown;
    for (const mode of modes.filter(({ fits }) => fits(wanted))) {
      try {
        const impersonated = this.#check(mode, wanted, { ...info, user });
        this.#lastMode.set(user.name, mode);
        return impersonated;
      } catch (error) {
        refusal ??= error;
      }
    }
    throw refusal;
  }

  #check(mode: Mode, wanted: Wanted, asked: Attributes): Impersonated {
    const narrow = mode !== LEGACY;
    if (narrow) this.#demand({ ...asked, verb: `impersonate-on:${mode.name}:${asked.verb}` });
    const verb = narrow ? `impersonate:${mode.name}` : 'impersonate';
    const none = { user: asked.user, verb, namespace: '', subresource: '', path: '', isResource: true, version: 'v1' };
    const demand = (group: string, resource: string, name: string, more = {}, refused = '') =>
      this.#demand({ ...none, group, resource, name, ...more }, refused);

    const own = narrow ? AUTHENTICATION : '';
    const [, namespace, account] = accountOf(wanted.name);
    const node = narrow ? nodeName(wanted.name) : undefined;
    if (node !== undefined) demand(own, 'nodes', node);
    else if (account !== undefined) demand(own, 'serviceaccounts', account, { namespace });
    else demand(own, 'users', wanted.name);
    if (wanted.uid !== '') demand(AUTHENTICATION, 'uids', wanted.uid);
    for (const name of wanted.groups) {
      const masters = narrow && name === 'system:masters';
      demand(own, 'groups', name, {}, masters ? 'impersonating the system:masters group is not allowed' : '');
    }
    for (const [key, values] of Object.entries(wanted.extra)) {
      for (const value of values) demand(AUTHENTICATION, 'userextras', value, { subresource: key });
    }
    return { user: actualUser(wanted, node, namespace), constraint: narrow ? verb : '' };
  }

  /** @param refused why it is refused whatever rights there are; empty for what may be allowed */
  #demand(asked: Attributes, refused = ''): void {
    const { allowed, reason } = this.#authorizer.authorize(asked);
    if (!allowed || refused !== '') throw forbiddenTo(asked, refused || reason);
  }
}

function actualUser({ name, uid, extra, ...wanted }: Wanted, node?: string, namespace?: string): UserInfo {
  let { groups } = wanted;
  if (node !== undefined) groups = ['system:nodes'];
  if (namespace !== undefined && groups.length === 0) {
    groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  }
  const membership = name === ANONYMOUS ? UNAUTHENTICATED : AUTHENTICATED;
  const decided = groups.includes(membership) || groups.includes(UNAUTHENTICATED);
  return { name, uid, groups: decided ? groups : [...groups, membership], extra };
}

const EXTRA = 'impersonate-extra-';

function wantedUser(headers: Headers): Wanted | null {
  const extra = Object.entries(headers)
    .filter(([name]) => name.startsWith(EXTRA))
    .map(([name, values = []]) => [extraKey(name.slice(EXTRA.length)), values] as const);
  const wanted = {
    name: headers['impersonate-user']?.[0] ?? '',
    uid: headers['impersonate-uid']?.[0] ?? '',
    groups: headers['impersonate-group'] ?? [],
    extra: Object.fromEntries(extra.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  if (wanted.name !== '') return wanted;
  if (onlyName(wanted)) return null;
  throw badRequest(`requested ${inGo(wanted)} without impersonating a user name`);
}

function extraKey(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch (error) {
    // Badly escaped keys are taken as they are.
    if (error instanceof URIError) return escaped;
    throw error;
  }
}

/** The user as Go prints one, which is what the real server tells. */
function inGo({ name, uid, groups, extra }: Wanted): string {
  const texts = (list: readonly string[]) => (list.length === 0 ? '(nil)' : `{${list.map(quoted).join(', ')}}`);
  const pairs = Object.entries(extra).map(([key, values]) => `${quoted(key)}:[]string${texts(values)}`);
  const map = pairs.length === 0 ? '(nil)' : `{${pairs.join(', ')}}`;
  const fields = `Name:${quoted(name)}, UID:${quoted(uid)}, Groups:[]string${texts(groups)}, Extra:map[string][]string${map}`;
  return `&user.DefaultInfo{${fields}}`;
}
