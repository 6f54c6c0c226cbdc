import { Controller, Get, Inject, Module, Res, type DynamicModule, type Type } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenAccess } from '../open-access';
import { healthOf, type Health, type HealthCheck } from './health-check';

const CHECKS = Symbol('health checks');

@ApiTags('health')
@OpenAccess()
@Controller('health')
class HealthController {
  constructor(@Inject(CHECKS) private readonly checks: readonly HealthCheck[]) {}

  /** The process answers. */
  @Get('live')
  live(): Pick<Health, 'status'> {
    return { status: 'ok' };
  }

  /** The process can serve; 503 if not. */
  @Get('ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Health> {
    const health = await healthOf(this.checks);
    response.status(health.status === 'ok' ? 200 : 503).setHeader('Cache-Control', 'no-store');
    return health;
  }
}

/** `/health/live` and `/health/ready`, the latter by these checks, which may inject what is global. */
@Module({})
export class HealthModule {
  static checking(...checks: readonly Type<HealthCheck>[]): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        ...checks,
        { provide: CHECKS, inject: [...checks], useFactory: (...given: HealthCheck[]) => given },
      ],
    };
  }
}
