import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { QueryInvalid } from '../problem/field-error';

/**
 * The version somebody has seen of what they change, from the ETag in `If-Match` (RFC 9110, 13.1.1); undefined
 * where they do not care.
 *
 * @throws {QueryInvalid} if it is no ETag of ours
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const tag = context.switchToHttp().getRequest<Request>().headers['if-match'];
  if (tag === undefined || tag === '*') return undefined;
  const version = /^"(\d{1,9})"$/.exec(tag)?.[1];
  if (version === undefined) throw new QueryInvalid('If-Match must be the ETag you were given', 'If-Match');
  return Number(version);
});

/** Describes the header for {@link IfMatch}. */
export const TakesIfMatch = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag of what you have seen; 409 if somebody has changed it since',
    }),
  );
