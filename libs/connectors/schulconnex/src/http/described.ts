import { applyDecorators, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

/** What a route is for and what it answers; null for an answer without a body. */
export const Described = (
  summary: string,
  answers: Readonly<Record<number, Type | null>>,
): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ...Object.entries(answers).map(([status, type]) =>
      ApiResponse({
        status: Number(status),
        description: MEANING[status] ?? 'Done',
        ...(type ? { type } : {}),
      }),
    ),
  );

const MEANING: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Taken over',
  204: 'Done; there is nothing to tell',
};
