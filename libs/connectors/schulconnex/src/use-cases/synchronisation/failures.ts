import { GatewayError } from '@gateway/errors';
import type { Warning } from '../../domain/plan/guards';

/** A list is empty or far too short: nothing is written (C3). */
export class ListImplausible extends GatewayError {
  readonly kind = 'conflict';

  constructor(
    readonly code: Warning['code'],
    { what, count, of }: Warning,
  ) {
    super('A list is empty or has shrunk implausibly; nothing was written', { what, count, of });
  }
}

/** Somebody else goes on with this run, or it was cancelled: whoever had it stops at once. */
export class RunLost extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'RUN_LOST';

  constructor(synchronisation: string) {
    super('This synchronisation is in other hands now, or was cancelled', { synchronisation });
  }
}
