import {
  Injectable,
  SetMetadata,
  type CallHandler,
  type CustomDecorator,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { readJson } from './read-json';

const STREAMED = 'drehkreuz:streamed';

/** The handler reads the body itself, with `readNdjson` or as bytes. */
export const StreamedBody = (): CustomDecorator => SetMetadata(STREAMED, true);

/**
 * Reads the body of a request as JSON, after the guards: nobody's body is parsed before we know who sent it.
 *
 * Takes the place of Express's own parser, so the application is created with `bodyParser: false`.
 */
@Injectable()
export class JsonBodyInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const streamed = this.reflector.get<boolean | undefined>(STREAMED, context.getHandler());
    if (!streamed && hasBody(request)) request.body = await readJson(request);
    return next.handle();
  }
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
