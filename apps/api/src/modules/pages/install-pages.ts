import { BinnacleError } from '@binnacle/shared/errors';
import fastifyStatic from '@fastify/static';
import { ACCESS, type Http, type HttpReply, type HttpRequest, type HttpServer } from '../../platform/http/index.js';
import { ExportedPages } from './exported-pages.js';

/** These never answer with a page: a script that mistypes an address must see that, not a page that looks like success. */
const NOT_PAGES = /^\/(?:api|live|healthz|readyz|metrics)(?:\/|$)/;

/**
 * Serves the exported pages from `folder` under every address that no other route has. Call before the application
 * starts to listen. Without an export the addresses answer `not_ready`; everything else works.
 */
export async function installPages(http: Http, folder: string): Promise<void> {
  const server: HttpServer = http.adapter.getInstance();
  const pages = await ExportedPages.read(folder);
  // Only for `reply.sendFile`: ranges, etags and the compressed siblings. Which file is ours to decide.
  if (pages !== null) {
    await server.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false });
  }
  server.route({
    method: 'GET',
    url: '/*',
    config: { [ACCESS]: 'public' },
    errorHandler: http.fail,
    handler: (request, reply) => servePage(http, pages, request, reply),
  });
}

async function servePage(
  http: Http,
  pages: ExportedPages | null,
  request: HttpRequest,
  reply: HttpReply,
): Promise<HttpReply> {
  const path = request.url.split('?', 1)[0] ?? '/';
  if (NOT_PAGES.test(path)) {
    const { error, allow } = http.routes.missing(request.method, path);
    if (allow.length > 0) reply.header('allow', allow.join(', '));
    throw error;
  }
  if (pages === null) throw new BinnacleError('not_ready', 'The pages are not built. Run npm start, or npm run build.');
  // Decoded by the router.
  const file = pages.at((request.params as { '*': string })['*']);
  if (file === null) throw new BinnacleError('not_found', 'There is nothing at this address.');
  reply.header('cache-control', file.caching);
  if (file.policy !== null) reply.header('content-security-policy', file.policy);
  return reply.sendFile(file.name);
}
