import { join } from 'node:path';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../platform/clock/index.js';
import { APP_CONFIG, type AppConfig, OWNER_KEY_FILE } from '../../platform/config/index.js';
import { LOG, type Log } from '../../platform/logging/index.js';
import { AttemptLimiter } from './attempt-limiter.js';
import { AuthRepository } from './auth.repository.js';
import { AuthService } from './auth.service.js';
import { systemRandom } from './credentials.js';
import { MachineKeys } from './machine-keys.js';
import { OwnerKey } from './owner-key.js';
import { PrismaAuthRepository } from './prisma-auth.repository.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';
import { SignInCodes } from './sign-in-codes.js';

/** Ended sessions and codes are kept this long, for whoever looks into what happened. */
const KEEP_ENDED_MS = 30 * 24 * 60 * 60_000;

/** Sessions, sign-in links, machine keys, and the gate in front of every route. */
@Module({
  controllers: [SessionController],
  providers: [
    { provide: AuthRepository, useClass: PrismaAuthRepository },
    {
      provide: Sessions,
      inject: [AuthRepository, CLOCK],
      useFactory: (r: AuthRepository, c: Clock) => new Sessions(r, c, systemRandom),
    },
    {
      provide: SignInCodes,
      inject: [AuthRepository, CLOCK],
      useFactory: (r: AuthRepository, c: Clock) => new SignInCodes(r, c, systemRandom, new AttemptLimiter(c)),
    },
    {
      provide: OwnerKey,
      inject: [APP_CONFIG, AuthRepository, CLOCK, LOG],
      useFactory: (config: AppConfig, r: AuthRepository, c: Clock, log: Log) =>
        new OwnerKey(join(config.dataFolder, OWNER_KEY_FILE), r, c, systemRandom, log),
    },
    {
      provide: MachineKeys,
      inject: [AuthRepository, CLOCK, OwnerKey],
      useFactory: (r: AuthRepository, c: Clock, ownerKey: OwnerKey) => new MachineKeys(r, c, ownerKey),
    },
    AuthService,
  ],
  exports: [AuthService],
})
export class AuthModule implements OnModuleInit {
  constructor(
    private readonly repository: AuthRepository,
    private readonly ownerKey: OwnerKey,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    const before = new Date(this.clock.wall() - KEEP_ENDED_MS);
    await this.ownerKey.establish();
    await this.repository.forgetSessions(before);
    await this.repository.forgetCodes(before);
  }
}
