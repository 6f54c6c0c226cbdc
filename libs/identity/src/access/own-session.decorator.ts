import { Problems } from '@gateway/http';
import type { ErrorKind } from '@gateway/errors';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import type { SignInState } from '../sessions/principal';

/** Where the guard finds how far somebody must have come with signing in. */
export const OWN_SESSION = 'drehkreuz:own-session';

/** For what concerns nobody but the person who is signed in, or is about to be: no permission, only a session. */
export const OwnSession = (
  states: readonly SignInState[] = ['signed-in'],
  ...problems: readonly ErrorKind[]
): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(OWN_SESSION, states),
    Problems('unauthenticated', 'forbidden', 'throttled', ...problems),
  );
