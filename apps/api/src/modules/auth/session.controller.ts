import { ROLE_PERMISSIONS, type SessionView, signInSchema } from '@binnacle/shared/access';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { parseInput } from '../../platform/errors/index.js';
import type { HttpReply, HttpRequest } from '../../platform/http/index.js';
import { Public, RequirePermission } from './access.decorators.js';
import { AuthService, type Recognised } from './auth.service.js';
import { setCookie } from './credentials.js';
import { callerOf } from './request-actor.js';
import { ABSOLUTE_LIMIT_MS } from './sessions.js';

/** Who am I, sign in, sign out. */
@Controller('api/v1/session')
export class SessionController {
  constructor(private readonly auth: AuthService) {}

  @Get()
  @RequirePermission('session:manage')
  read(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): SessionView {
    reply.header('cache-control', 'no-store');
    return viewOf(callerOf(request));
  }

  @Post()
  @HttpCode(200)
  @Public()
  async signIn(
    @Body() body: unknown,
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<SessionView> {
    const { code } = parseInput(signInSchema, body);
    const signedIn = await this.auth.signIn(code, { cookie: request.headers.cookie, address: request.ip });
    reply.header('cache-control', 'no-store');
    reply.header('set-cookie', setCookie(this.auth.cookie, signedIn.token, ABSOLUTE_LIMIT_MS / 1_000));
    return viewOf(signedIn);
  }

  @Delete()
  @HttpCode(204)
  @RequirePermission('session:manage')
  async signOut(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<void> {
    await this.auth.signOut(callerOf(request).actor);
    reply.header('set-cookie', setCookie(this.auth.cookie, null, 0));
  }
}

function viewOf({ actor: { id, label, role, kind, via }, expiresAt }: Recognised): SessionView {
  return {
    actor: { id, label, role, kind, via },
    permissions: [...ROLE_PERMISSIONS[role]],
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
