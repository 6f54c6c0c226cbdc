import { Controller, Get, Inject, Module, Res, type DynamicModule, type Type } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenAccess } from '../open-access';
import { healthOf, type Health, type HealthCheck } from './health-check';

const CHECKS = Symbol('health checks');

class HealthView {
  @ApiProperty({ enum: ['ok', 'failed'] }) readonly status!: Health['status'];
  @ApiPropertyOptional({ type: 'object', additionalProperties: { enum: ['ok', 'failed'] } })
  readonly checks?: Health['checks'];
}

@ApiTags('health')
@OpenAccess()
@Controller('health')
class HealthController {
  constructor(@Inject(CHECKS) private readonly checks: readonly HealthCheck[]) {}

  @Get('live')
  @ApiOperation({ summary: 'The process answers' })
  @ApiResponse({ status: 200, description: 'It does', type: HealthView })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'The process can serve' })
  @ApiResponse({ status: 200, description: 'It can', type: HealthView })
  @ApiResponse({ status: 503, description: 'Something it needs is missing', type: HealthView })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthView> {
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
