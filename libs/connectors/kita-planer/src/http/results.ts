import { GatewayError } from '@gateway/errors';
import type { FieldError } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { skipReasons, type SkipReason } from '../domain/filled-record';
import type { TakenChild, TakenRecord } from '../use-cases/take-over';
import type { Transferred } from '../use-cases/transfer-now';

type Answer = Transferred & { readonly taken: TakenChild };

/** The Kita-Planer refused a record in real time; nothing of it is kept but the log (chapter 5.7). */
export class RecordRefused extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'RECORD_REFUSED';
  /** What was said about each record, verbatim: for the caller, who sent the data. Never logged. */
  readonly errors: readonly FieldError[];

  constructor({ refusals, because }: Answer) {
    super('The Kita-Planer refused the record; correct it in the source and send it again', {
      records: refusals.length,
      ...(because === undefined ? {} : { because }),
    });
    this.errors = refusals.map(({ id, code = 'OHNE_CODE', message = '' }) => ({
      field: `/records/${id}`,
      code,
      message,
    }));
  }
}

class ProblemView {
  @ApiProperty({ description: 'KP-P02 to KP-P08' }) readonly code!: string;
  @ApiProperty({ description: 'Field of the Kita-Planer' }) readonly field!: string;
}

/** What became of one line of a child. */
class TakenRecordView {
  @ApiProperty() readonly agreement!: string;
  @ApiProperty({ type: 'integer' }) readonly line!: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) readonly id!: string | null;
  @ApiProperty({ enum: ['accepted', 'held', 'unchanged'] }) readonly result!: TakenRecord['result'];
  @ApiProperty({ type: [ProblemView] }) readonly problems!: TakenRecord['problems'];
}

/** A line that makes no record; no error. */
class SkippedLineView {
  @ApiProperty() readonly agreement!: string;
  @ApiProperty({ type: 'integer' }) readonly line!: number;
  @ApiProperty({ enum: skipReasons }) readonly because!: SkipReason;
}

/** What became of one child. */
class TakenChildView implements TakenChild {
  @ApiProperty() readonly childNumber!: string;
  @ApiProperty({ type: [TakenRecordView] }) readonly records!: TakenChild['records'];
  @ApiProperty({ type: [SkippedLineView] }) readonly skipped!: TakenChild['skipped'];
  @ApiProperty({ type: 'integer', description: 'Lines the source has no more' })
  readonly withdrawn!: number;
}

/** How a change event fared, in the interface's own words. */
export class ResultView extends TakenChildView {
  @ApiProperty({
    enum: ['EXPORTIERT', 'ABGELEHNT', 'IM_PUFFER', 'UNGEKLAERT', 'UNVERAENDERT', 'PRUEFFEHLER'],
  })
  readonly ergebnis!: Transferred['result'];

  @ApiPropertyOptional({ description: 'Why it is not exported; a stable code' })
  readonly grund?: string;
}

export const resultView = ({ result, because, taken }: Answer): ResultView => ({
  ergebnis: result,
  ...(because === undefined ? {} : { grund: because }),
  ...taken,
});

export class BatchView {
  @ApiProperty({ type: [TakenChildView] }) readonly children!: readonly TakenChild[];
  @ApiProperty({ description: 'True: this is the answer to an earlier request with the same key' })
  readonly replayed!: boolean;
}

export class LineErrorView {
  @ApiProperty({ type: 'integer', description: 'From 1' }) readonly line!: number;
  @ApiProperty({ type: 'array', items: { $ref: '#/components/schemas/FieldError' } })
  readonly errors!: readonly FieldError[];
}

/** One line of the answer to a stream: what became of these lines; in the last line, the sums. */
export class StreamLineView {
  @ApiPropertyOptional({ type: 'integer', description: 'First line of the part' }) readonly from?: number;
  @ApiPropertyOptional({ type: 'integer', description: 'Last line of the part' }) readonly to?: number;
  @ApiPropertyOptional({
    oneOf: [{ type: 'array', items: { $ref: '#/components/schemas/TakenChildView' } }, { type: 'integer' }],
    description: 'Of a part: each child taken over; in the last line: how many',
  })
  readonly children?: readonly TakenChild[] | number;
  @ApiPropertyOptional({ type: [LineErrorView] }) readonly errors?: readonly LineErrorView[];
  @ApiPropertyOptional({ description: 'In the last line: whether everything was read' })
  readonly done?: boolean;
  @ApiPropertyOptional({ type: 'integer' }) readonly lines?: number;
  @ApiPropertyOptional({ type: 'integer' }) readonly refusedLines?: number;
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'Why not everything was' })
  readonly problem?: object;
}
