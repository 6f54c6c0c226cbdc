import { applyDecorators, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

/** What a route is for and what it answers, for the description of the API; null for an answer without a body. */
export const Described = (
  summary: string,
  answers: Readonly<Record<number, Type | null>>,
): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ...Object.entries(answers).map(([status, type]) =>
      ApiResponse({ status: Number(status), description: summary, ...(type ? { type } : {}) }),
    ),
  );
