import { kept, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';

/** Makes records findable by the name of whom they are about, without keeping the name. */
@Injectable()
export class SubjectNames {
  /** Remembers the tokens of the subjects' names; known ones cost nothing. */
  async remember(
    tx: Tx,
    tenant: string,
    names: readonly { subject: string; tokens: readonly Buffer[] }[],
  ): Promise<void> {
    const rows = names.flatMap(({ subject, tokens }) => tokens.map((token) => ({ subject, token })));
    if (rows.length === 0) return;
    await tx.query(
      kept(`insert into subject_name (tenant_id, token, subject_id)
       select distinct $1::uuid, n.token, n.subject from unnest($2::bytea[], $3::uuid[]) as n(token, subject)
       order by n.token, n.subject
       on conflict do nothing`),
      [tenant, rows.map((row) => row.token), rows.map((row) => row.subject)],
    );
  }

  /** Forgets a subject's names; part of erasing it. */
  async forget(tx: Tx, subject: string): Promise<void> {
    await tx.query('delete from subject_name where tenant_id = current_tenant() and subject_id = $1', [
      subject,
    ]);
  }
}
