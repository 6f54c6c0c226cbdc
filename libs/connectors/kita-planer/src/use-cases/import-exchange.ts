import { maySend } from '@gateway/delivery';
import { Egress, type Exchange } from '@gateway/egress';
import { realTimePolicy, Retrying } from '@gateway/retry';
import { Injectable } from '@nestjs/common';
import type { EncodedCall } from '../protocol/drahtprofil';
import type { Context } from './context';
import type { OpenCredential } from './credentials';
import { Pace } from './pace';
import type { PreparedCall } from './prepare-call';

/** The bytes of a call on their way out. */
@Injectable()
export class ImportExchange {
  constructor(
    private readonly egress: Egress,
    private readonly retrying: Retrying,
    private readonly pace: Pace,
  ) {}

  /** Asks the breaker, then the lease, and sends once. */
  make(
    call: PreparedCall,
    context: Context,
    { endpoint, headers, body }: Pick<OpenCredential, 'endpoint'> & Pick<EncodedCall, 'headers' | 'body'>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Exchange> {
    const timeout = timeoutOf(context);
    const policy = context.trigger === 'real-time' ? realTimePolicy : this.pace.calls;
    return this.retrying.run(`kita-planer ${call.connection}`, policy, signal, () =>
      this.egress.send(
        { ...endpoint, limits: { totalMs: timeout, headersMs: timeout } },
        { method: 'POST', headers, body },
        { signal, beforeFirstByte: () => maySend(call.lease, performance.now(), timeout) },
      ),
    );
  }
}

/** Milliseconds for the whole exchange; shorter while somebody waits (chapter 4.2). */
const timeoutOf = ({ settings, trigger }: Context): number =>
  1_000 * (trigger === 'real-time' ? settings.realTimeTimeoutSeconds : settings.timeoutSeconds);
