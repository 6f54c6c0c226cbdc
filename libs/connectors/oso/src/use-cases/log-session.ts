import { Database, newId } from '@gateway/database';
import { ProtocolLog, type CallCredential } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import type { Step } from '../protocol/dossier';
import type { SoapAnswer } from '../protocol/soap-door';
import type { Notice } from '../storage/notice.entity';
import { numberOf, type Context } from './context';

/** What came of one call: its answer, and what was read in it. */
export interface Logged<T> {
  readonly answer: SoapAnswer;
  readonly step: Step<T>;
}

export interface SessionCall {
  /** Without a query. */
  readonly endpoint: string;
  readonly notice: Notice;
  readonly credential: CallCredential;
}

/** Puts the calls of a dossier session on record: which dossier, when, between which systems, by whose order (dossier 4.2). */
@Injectable()
export class LogSession {
  constructor(
    private readonly database: Database,
    private readonly protocol: ProtocolLog,
  ) {}

  /** The call is stored before it is made. */
  async run<T>(
    context: Context,
    { endpoint, notice, credential }: SessionCall,
    work: () => Promise<Logged<T>>,
  ): Promise<Step<T>> {
    const { tenant, connection, actor, trigger } = context;
    const call = { tenant, connection, id: newId(), startedAt: new Date() };
    const number = numberOf('OSD', call.id);
    await this.database.tenant(tenant, (tx) =>
      this.protocol.begin(tx, {
        ...{ ...call, actor, trigger, number, endpoint, credential, phase: 'sending', sent: 1 },
      }),
    );
    const { answer, step } = await work();
    const { status, timings } = answer.exchange;
    const facts = { httpStatus: status, durationMs: Math.round(timings.totalMs) };
    const [outcome, code] = told(step);
    await this.database.tenant(tenant, (tx) =>
      this.protocol.close(tx, call, { ...resultOf(step), ...facts, outcomeClass: outcome, code }, [
        {
          ...{ id: newId(), record: notice.id, recordNumber: numberOf('OSN', notice.id) },
          ...{ subject: notice.subjectId, outcome, code, notices: [] },
          lane: `${notice.bronBrin}/${notice.bronPoint}`,
          place: `${notice.doelBrin}/${notice.doelPoint}`,
        },
      ]),
    );
    return step;
  }
}

const resultOf = ({
  kind,
}: Step<unknown>): Pick<CallResult, 'succeeded' | 'refused' | 'unclear' | 'warnings'> => ({
  succeeded: kind === 'done' ? 1 : 0,
  refused: kind === 'refused' ? 1 : 0,
  ...{ unclear: 0, warnings: [] },
});

type CallResult = Parameters<ProtocolLog['close']>[2];

function told(step: Step<unknown>): [outcome: string, code: string | undefined] {
  switch (step.kind) {
    case 'done':
      return ['GESLAAGD', undefined];
    case 'refused':
      return ['AFGEWEZEN', step.code];
    case 'failed':
      return ['MISLUKT', step.reason];
  }
}
