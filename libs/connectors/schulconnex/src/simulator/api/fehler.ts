import { GatewayError } from '@gateway/errors';
import { catalogue } from '../../protocol/errors';

/** An error of the catalogue, on its way to the caller. */
export class Fehler extends GatewayError {
  readonly kind = 'refused';
  readonly code = 'SCHULCONNEX_SIMULATOR';

  /** @param number status and subcode, `400/10` */
  constructor(
    readonly number: string,
    readonly hint = '',
  ) {
    super(catalogue[number] ?? number);
  }

  get status(): number {
    return Number(this.number.slice(0, 3));
  }

  /** As servers write it; some send numbers. */
  payload(numeric: boolean): object {
    const [code = '', subcode = ''] = this.number.split('/');
    return {
      code: numeric ? Number(code) : code,
      subcode,
      titel: this.message,
      beschreibung: this.hint === '' ? this.message : this.hint,
    };
  }
}
