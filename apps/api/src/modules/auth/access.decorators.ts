import type { Actor, Permission } from '@binnacle/shared/access';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ACCESS, type HttpRequest } from '../../platform/http/index.js';
import { actorOf } from './request-actor.js';

/** The route may be used by whoever has this permission. Every route says this or {@link Public}, or nothing starts. */
export const RequirePermission = (permission: Permission): MethodDecorator => RouteConfig({ [ACCESS]: permission });

/** The route may be used by anybody, signed in or not. */
export const Public = (): MethodDecorator => RouteConfig({ [ACCESS]: 'public' });

/** The caller, as a parameter of a handler whose route requires a permission. */
export const CurrentActor = createParamDecorator(
  (_: unknown, context: ExecutionContext): Actor => actorOf(context.switchToHttp().getRequest<HttpRequest>()),
);
