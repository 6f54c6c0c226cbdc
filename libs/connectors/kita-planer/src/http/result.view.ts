import { GatewayError } from '@gateway/errors';
import type { FieldError } from '@gateway/http';
import type { TakenChild } from '../use-cases/take-over';
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

/** How a change event fared, in the interface's own words. */
export const resultView = ({ result, because, taken }: Answer): object => ({
  ergebnis: result,
  ...(because === undefined ? {} : { grund: because }),
  ...taken,
});
