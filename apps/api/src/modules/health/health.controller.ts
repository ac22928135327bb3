import { Controller, Get, Res } from '@nestjs/common';
import type { HttpReply } from '../../platform/http/index.js';
import { Public } from '../auth/index.js';
import { Readiness } from './readiness.js';

/** For supervisors and load balancers. They tell nothing but names of our own parts and whether they answer (T34). */
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** 200 as long as the process turns around. */
  @Get('healthz')
  @Public()
  alive(@Res({ passthrough: true }) reply: HttpReply): { status: 'ok' } {
    reply.header('cache-control', 'no-store');
    return { status: 'ok' };
  }

  /** 200 when every dependency answers, else 503. */
  @Get('readyz')
  @Public()
  async ready(@Res({ passthrough: true }) reply: HttpReply) {
    const { ready, checks } = await this.readiness.check();
    reply.header('cache-control', 'no-store').code(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', checks };
  }
}
