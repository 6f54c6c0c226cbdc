import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Type } from '@nestjs/common';
import { Type as Read } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { validate as isUuid } from 'uuid';
import { QueryInvalid } from '../problem/field-error';
import { isDay } from './is-day';

/** Which part of a list somebody asks for. */
export class PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @Read(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  readonly limit: number = 50;

  /** `next` of the page before. */
  @ApiPropertyOptional({ type: 'string' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,1000}$/, { message: 'cursor must be the next of a page' })
  readonly cursor?: string;
}

/** One part of a list, and how to ask for the part behind it; null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A page of a list that can be sorted in these ways, of which the first is the usual one. */
export function sortedPageQuery<Sort extends string>(
  ...sorts: readonly [Sort, ...Sort[]]
): Type<PageQuery & { readonly sort: Sort }> {
  class SortedPageQuery extends PageQuery {
    @ApiPropertyOptional({ type: 'string', enum: [...sorts], default: sorts[0] })
    @IsIn(sorts)
    readonly sort: Sort = sorts[0];
  }
  return SortedPageQuery;
}

/** What a position in a list consists of: one value per column of the order, each of a kind we can check. */
export type PositionShape = Readonly<Record<string, keyof typeof KINDS>>;

/** The last row of the page before, by the columns of the order. */
export type Position<Shape extends PositionShape> = Readonly<Record<keyof Shape, string>>;

interface AskedPage {
  readonly limit: number;
  readonly cursor?: string;
  readonly sort?: string;
}

/** Kinds of values PostgreSQL can take as they are, once checked. */
const KINDS = {
  uuid: (value: string): boolean => isUuid(value),
  /** As PostgreSQL or `toISOString` writes it, to the microsecond. */
  time: (value: string): boolean =>
    isDay(value.slice(0, 10)) &&
    /^.{10}[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d(:?\d\d)?)$/.test(value),
  day: (value: string): boolean => isDay(value),
  integer: (value: string): boolean => /^-?\d{1,15}$/.test(value),
  text: (value: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(value),
} as const;

/**
 * Where the page before ended; undefined for the first page. Its values fit their kinds, so they can be
 * parameters of a statement.
 *
 * @throws {QueryInvalid} for a cursor that is not one of this list in this order
 */
export function readPosition<const Shape extends PositionShape>(
  { cursor, sort = '' }: AskedPage,
  shape: Shape,
): Position<Shape> | undefined {
  if (cursor === undefined) return undefined;
  const [cursorSort, ...values] = partsOf(cursor);
  const kinds = Object.entries(shape);
  const fits =
    cursorSort === sort &&
    values.length === kinds.length &&
    kinds.every(([, kind], index) => KINDS[kind](values[index] ?? ''));
  if (!fits) throw new QueryInvalid('The cursor is not one of this list', 'cursor');
  return Object.fromEntries(kinds.map(([name], index) => [name, values[index]])) as Position<Shape>;
}

function partsOf(cursor: string): readonly string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : [];
  } catch {
    return [];
  }
}

/**
 * The page out of `limit + 1` rows: one more than asked for shows whether there is another page.
 *
 * @param positionOf the values of a row by which the list is ordered, in the order of the shape; times as PostgreSQL writes them
 */
export function pageOf<T>(
  rows: readonly T[],
  { limit, sort = '' }: AskedPage,
  positionOf: (row: T) => readonly string[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items, next: null };
  const next = Buffer.from(JSON.stringify([sort, ...positionOf(last)])).toString('base64url');
  return { items, next };
}
