import { AuditTrail } from '@gateway/audit';
import { Database } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { signedIn } from '../people/events';
import { Sessions, type NewSession } from '../sessions/sessions';

/** Begins a session and writes down that it began. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly sessions: Sessions,
  ) {}

  /** Answers what the browser keeps. */
  run(session: NewSession): Promise<string> {
    const { user, method: auth } = session;
    const actor = { type: 'user', id: user, auth } as const;
    return this.database.global(async (tx) => {
      await this.audit.record(tx, signedIn({ tenant: null, actor, object: user, outcome: 'success' }));
      return this.sessions.open(tx, session);
    });
  }
}
