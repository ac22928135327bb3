export { CurrentActor, Public, RequirePermission } from './access.decorators.js';
export { accessGate, assertEveryRouteDeclares } from './access-gate.js';
export { AuthModule } from './auth.module.js';
export { AuthService } from './auth.service.js';
