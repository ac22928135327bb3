export { createHttp, type Http } from './create-http.js';
export type { HttpReply, HttpRequest, HttpServer } from './fastify-types.js';
export type { AccessGate } from './gates.js';
export { originAllowed, SESSION_COOKIE_PLAIN, SESSION_COOKIE_SECURE } from './origin.js';
export { ACCESS, type Route, type RouteAccess } from './route-table.js';
