import type { FastifyAdapter } from '@nestjs/platform-fastify';

type RequestHook = Parameters<FastifyAdapter['setOnRequestHook']>[0];

/** Request and reply of the HTTP server below the framework, and the server, as the framework's adapter types them. */
export type HttpRequest = Parameters<RequestHook>[0];
export type HttpReply = Parameters<RequestHook>[1];
export type HttpServer = HttpRequest['server'];
