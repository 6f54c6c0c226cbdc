import type { Storage } from '@gateway/database';
import { Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { CreateIdempotencyKey1764000060101 } from './idempotency/migrations/1764000060101-create-idempotency-key';
import { IdempotencyKeyEntry } from './idempotency/idempotency-key.entity';
import { InputPipe } from './input/input.pipe';
import { JsonBodyInterceptor } from './intake/json-body.interceptor';
import { acceptRequest, securityHeaders } from './accept-request';
import { ProblemFilter } from './problem/problem.filter';

export const httpStorage: Storage = {
  entities: [IdempotencyKeyEntry],
  migrations: [CreateIdempotencyKey1764000060101],
};

/**
 * How every route of the application takes requests and answers errors: correlation id, security headers,
 * strict JSON, checked input, problems. The application is created with `bodyParser: false`.
 */
@Module({
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: JsonBodyInterceptor },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
})
export class HttpModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(securityHeaders, acceptRequest).forRoutes('{*path}');
  }
}
