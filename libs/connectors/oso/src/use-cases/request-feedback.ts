import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import type { Tx } from '@gateway/database';
import { contentMark, idempotent } from '@gateway/http';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { checkFeedback } from '../domain/check-feedback';
import type { Feedback, FeedbackOnNotice } from '../domain/feedback';
import { profileOf } from '../oso.settings';
import { AttemptFeedback } from './attempt-feedback';
import { ClaimFeedback, type ClaimedFeedback } from './claim-feedback';
import { settingsOf, type Context, osoConnection } from './context';
import { ConnectionInactive, FeedbackInvalid } from './errors';
import { FeedbackRecords } from './feedback-records';
import { Notices } from './notices';

export interface RequestFeedbackInput {
  readonly tenant: string;
  readonly connection: string;
  /** The account that orders it: mandatory, and audited (dossier 4.2). */
  readonly actor: Actor;
  /** The caller's Idempotency-Key. */
  readonly key: string;
  /** As it was handed in; checked here. */
  readonly content: unknown;
}

export interface RequestedFeedback {
  readonly id: string;
  /** An earlier request with the same key was answered again; nothing was sent. */
  readonly replayed: boolean;
}

/** Somebody wants a Terugkoppeling sent: it is checked, taken over, and attempted once. */
@Injectable()
export class RequestFeedback {
  constructor(
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly notices: Notices,
    private readonly records: FeedbackRecords,
    private readonly claims: ClaimFeedback,
    private readonly attempt: AttemptFeedback,
  ) {}

  /**
   * Comes back when the attempt is over; how it ended is in the Terugkoppeling.
   *
   * @throws {FeedbackInvalid} @throws {ConnectionInactive} @throws {IdempotencyMismatch} @throws {NotFound}
   */
  async run(input: RequestFeedbackInput): Promise<RequestedFeedback> {
    const { id, claimed } = await this.attempt.run(input.tenant, (tx) => this.take(tx, input));
    return { id, replayed: claimed === undefined };
  }

  private async take(tx: Tx, input: RequestFeedbackInput): Promise<Taken> {
    const { tenant, actor, key, content } = input;
    const connection = await osoConnection(this.connections, tx, input.connection);
    const settings = settingsOf(connection);
    const context: Context = { tenant, connection: connection.id, settings, actor, trigger: 'real-time' };
    const checked = checkFeedback(content, profileOf(settings));
    if (!checked.feedback) throw new FeedbackInvalid(checked.complaints);
    if (!connection.active || connection.pausedBecause !== null) throw new ConnectionInactive(connection.id);

    const digests = await this.payloads.digests(tx, tenant);
    const mark = contentMark(content, (bytes) => digests.fingerprint(bytes.toString('utf8')));
    const work: { claimed?: ClaimedFeedback } = {};
    const { body } = await idempotent(
      tx,
      { tenant, key, route: `POST feedback ${connection.id}`, mark },
      async () => {
        const { feedback, notice } = await this.complete(tx, context, checked.feedback);
        const record = await this.records.seal(tx, context, feedback, notice);
        work.claimed = await this.claims.accept(tx, context, feedback, record);
        return { status: 201, body: { id: record.id } };
      },
    );
    return { id: body.id, ...work };
  }

  /** A Terugkoppeling that names its Notificatie gets points and Koppelsleutel from there, and the other way round. */
  private async complete(
    tx: Tx,
    context: Context,
    given: Feedback | FeedbackOnNotice,
  ): Promise<{ feedback: Feedback; notice: string | null }> {
    if ('notice' in given) {
      const { direction, koppelsleutel } = await this.notices.open(tx, context, given.notice);
      return { feedback: { direction, koppelsleutel, content: given.content }, notice: given.notice };
    }
    return { feedback: given, notice: await this.notices.idOf(tx, context, given.koppelsleutel) };
  }
}

interface Taken {
  readonly id: string;
  /** Absent where an earlier request had the same key. */
  readonly claimed?: ClaimedFeedback;
}
