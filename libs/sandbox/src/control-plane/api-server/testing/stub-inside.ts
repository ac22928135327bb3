import { fieldsAt, type KubeObject } from '../../../object.js';
import { type Api, type ApiAnswer, type ApiRequest, PAGE_NOT_FOUND } from '../api.js';
import { checkEscalation, RBAC_GROUP, type RbacAuthorizer, REVIEWS } from '../authorization/index.js';
import { checkRoute, decodeBody, negotiate } from '../door/index.js';
import { invalid, methodNotAllowed, noSuchResource, notFound } from '../status.js';

const PATCHES = ['json-patch+json', 'merge-patch+json', 'strategic-merge-patch+json', 'apply-patch+yaml'];
const KINDS: Record<string, string> = {
  selfsubjectaccessreviews: 'SelfSubjectAccessReview',
  subjectaccessreviews: 'SubjectAccessReview',
  localsubjectaccessreviews: 'LocalSubjectAccessReview',
  selfsubjectrulesreviews: 'SelfSubjectRulesReview',
  selfsubjectreviews: 'SelfSubjectReview',
};

/** The thinnest inside that can stand behind the door: reviews, refused roles, and namespaces of which there are none. */
export class StubInside implements Api {
  readonly #authorizer: RbacAuthorizer;
  /** Answers that a test puts under a path. */
  readonly answers = new Map<string, (request: ApiRequest) => ApiAnswer | Promise<ApiAnswer>>();
  /** What has been asked, newest last. */
  readonly asked: ApiRequest[] = [];

  constructor(authorizer: RbacAuthorizer) {
    this.#authorizer = authorizer;
  }

  async handle(request: ApiRequest): Promise<ApiAnswer> {
    this.asked.push(request);
    const { info } = request;
    const own = this.answers.get(info.path);
    if (own) return own(request);
    if (!info.isResource) return PAGE_NOT_FOUND;
    if (REVIEWS[info.resource]) return this.#review(request);
    if (info.group === RBAC_GROUP) return this.#role(request);
    if (info.resource === 'namespaces') return this.#namespaces(request);
    throw noSuchResource();
  }

  async #review(request: ApiRequest): Promise<ApiAnswer> {
    const { resource, group, version, namespace } = request.info;
    const { object } = await decodeBody(request, resource);
    const review = { object, user: request.user, namespace, now: 0 };
    const answered = REVIEWS[resource]?.(this.#authorizer, review);
    return { status: 201, object: { kind: KINDS[resource], apiVersion: `${group}/${version}`, ...answered } };
  }

  async #role(request: ApiRequest): Promise<ApiAnswer> {
    const object = (await decodeBody(request, request.info.resource)).object as unknown as KubeObject;
    checkEscalation(this.#authorizer, { info: request.info, user: request.user, object });
    return { status: 201, object };
  }

  async #namespaces(request: ApiRequest): Promise<ApiAnswer> {
    const { verb, name } = request.info;
    const about = { group: '', name: 'namespaces' };
    if (verb === 'patch') checkRoute(request, { consumes: PATCHES.map((type) => `application/${type}`) });
    else checkRoute(request, { streams: name === '' });
    if (verb === 'get' || verb === 'list') negotiate(request, ({ kind }) => kind === 'Table');
    if (verb === 'list') return { status: 200, object: { kind: 'NamespaceList', items: [] } };
    if (verb !== 'create') throw notFound(about, name);
    if (name !== '') throw methodNotAllowed();
    const { object } = await decodeBody(request, 'Namespace');
    if (fieldsAt(object, 'metadata').name) return { status: 201, object };
    const message = 'Required value: name or generateName is required';
    throw invalid({ group: '', name: 'Namespace' }, '', [
      { reason: 'FieldValueRequired', message, field: 'metadata.name' },
    ]);
  }
}
