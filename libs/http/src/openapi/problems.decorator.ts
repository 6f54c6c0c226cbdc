import type { ErrorKind } from '@gateway/errors';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { PROBLEM_OF } from '../problem/problem';

/** How a response that is a problem is described. */
export const PROBLEM_CONTENT = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** Which kinds of problem a handler's callers must expect; for the description of the API. */
export function Problems(...kinds: readonly ErrorKind[]): MethodDecorator & ClassDecorator {
  const titles = new Map<number, Set<string>>();
  for (const kind of kinds) {
    const { status, title } = PROBLEM_OF[kind];
    titles.set(status, (titles.get(status) ?? new Set()).add(title));
  }
  return applyDecorators(
    ...[...titles].map(([status, described]) =>
      ApiResponse({ status, description: [...described].join('; '), content: PROBLEM_CONTENT }),
    ),
  );
}
