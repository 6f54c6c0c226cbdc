import type { ErrorKind } from '@gateway/errors';
import { Problems } from '@gateway/http';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { AnyPermission } from './permission';

/** Where the guard finds the permission a handler takes. */
export const PERMISSION = 'drehkreuz:permission';

/**
 * The permission a handler takes, and the kinds of problem its callers must expect beyond those of
 * every handler: `@Permission('records:read', 'missing')`. Guard and OpenAPI document read it.
 */
export const Permission = (
  permission: AnyPermission,
  ...problems: readonly ErrorKind[]
): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(PERMISSION, permission),
    ApiBearerAuth(),
    ApiExtension('x-permission', permission),
    Problems('unauthenticated', 'forbidden', 'throttled', ...problems),
  );
