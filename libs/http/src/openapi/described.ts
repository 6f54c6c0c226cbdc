import { applyDecorators, type Type } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse } from '@nestjs/swagger';
import type { Page } from '../input/page';

/**
 * What a route is for and what it answers, for the description of the API: `{ 200: RecordView }`, and
 * null for an answer without a body.
 */
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
  202: 'Taken over; goes on by itself',
  204: 'Done; there is nothing to tell',
};

/** The class that describes one page of a list of these. */
export function pageOfViews<T>(View: Type<T>): Type<Page<T>> {
  class PageView implements Page<T> {
    @ApiProperty({ type: [View] })
    readonly items!: readonly T[];

    @ApiProperty({
      type: String,
      nullable: true,
      description: 'The cursor of the next page; null on the last',
    })
    readonly next!: string | null;
  }
  Object.defineProperty(PageView, 'name', { value: View.name.replace(/View$/, 'Page') });
  return PageView;
}
