import { auditEvent, AuditTrail } from '@gateway/audit';
import { Connections, isUuid } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { Injectable, Logger } from '@nestjs/common';
import { profileOf } from '../oso.settings';
import type { InboundAnswer, InboundMessage } from '../protocol/notification-listener';
import { noticeReceived, noticeRefused, readNotice, type ReadNotice } from '../protocol/read-notice';
import { settingsOf } from './context';
import { Notices } from './notices';

const received = auditEvent('oso/notice-received', {
  log: 'record',
  object: 'notice',
  requires: ['endpoint'],
});

/** The same for everybody who has no business here, so that nobody learns which connections there are. */
const STRANGER = noticeRefused(403, 'Client', 'Niet toegestaan');

/**
 * Takes a Notificatie from a school's system (dossier 1.2, step 2): from an organisation the connection
 * allows, exactly in the form of its profile. The Koppelsleutel is stored sealed; the same one again
 * changes nothing and is answered alike.
 */
@Injectable()
export class ReceiveNotice {
  private readonly logger = new Logger(ReceiveNotice.name);

  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly notices: Notices,
    private readonly audit: AuditTrail,
  ) {}

  /** Answers in any case; what failed on our side is a Fault of the server, and the sender may come again. */
  async run(message: InboundMessage): Promise<InboundAnswer> {
    const [, tenant = '', id = ''] = /^\/oso\/([^/]+)\/([^/?]+)$/.exec(message.path) ?? [];
    if (!isUuid(tenant) || !isUuid(id)) return STRANGER;
    try {
      return await this.database.tenant(tenant, (tx) => this.take(tx, { tenant, id, message }));
    } catch (error) {
      if (error instanceof NotFound) return STRANGER;
      this.logger.error(
        `A Notificatie could not be stored: ${error instanceof Error ? error.name : 'unknown'}`,
      );
      return noticeRefused(503, 'Server', 'Probeer het later opnieuw');
    }
  }

  private async take(
    tx: Tx,
    { tenant, id, message }: { tenant: string; id: string; message: InboundMessage },
  ): Promise<InboundAnswer> {
    const connection = await this.connections.get(tx, id);
    const settings = settingsOf(connection);
    const { sender } = message;
    if (connection.connector !== 'oso' || !settings.allowedSenders.includes(sender)) return STRANGER;
    const profile = profileOf(settings);
    const notice = readNotice(message.envelope, { profile, strictNamespace: settings.strictNamespace });
    if (!notice) return noticeRefused(500, 'Client', 'Ongeldig bericht');
    await this.store(tx, { tenant, connection: connection.id }, notice, sender);
    return noticeReceived(notice.namespace);
  }

  private async store(
    tx: Tx,
    whose: { readonly tenant: string; readonly connection: string },
    { direction, koppelsleutel }: ReadNotice,
    sender: string,
  ): Promise<void> {
    const { id, isNew } = await this.notices.remember(tx, whose, { direction, koppelsleutel, sender });
    if (!isNew) return;
    const actor = { type: 'system', id: 'oso-notification' } as const;
    const endpoint = direction.bron.brin.toLowerCase();
    await this.audit.record(
      tx,
      received({ tenant: whose.tenant, actor, object: id, endpoint, outcome: 'success' }),
    );
  }
}
