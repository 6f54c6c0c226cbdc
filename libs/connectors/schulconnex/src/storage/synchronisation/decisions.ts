import type { Actor } from '@gateway/audit';
import type { Tx } from '@gateway/database';
import type { Answer } from '../../domain/answers';
import type { Whose } from '../whose';

/** Everything people have answered about this connection's records. */
export async function answersOf(tx: Tx, { tenant, connection }: Whose): Promise<Answer[]> {
  return tx.query<Answer[]>(
    `select resource, key, remote_id as "remoteId", answer, revision, terms,
       coalesce(second_actor ->> 'id' <> actor ->> 'id', false) as agreed
     from schulconnex_decision where tenant_id = $1 and connection_id = $2
     order by resource, key, remote_id`,
    [tenant, connection],
  );
}

/**
 * Remembers answers. The latest counts – except where it takes two people: the same answer of somebody else
 * about the same state of the record is their agreement.
 */
export async function rememberAnswers(
  tx: Tx,
  { tenant, connection }: Whose,
  actor: Actor,
  answers: readonly Omit<Answer, 'agreed'>[],
): Promise<void> {
  if (answers.length === 0) return;
  const latest = new Map(answers.map((one) => [`${one.resource}\n${one.key}\n${one.remoteId}`, one]));
  const rows = [...latest.values()];
  await tx.query(
    `insert into schulconnex_decision as d
       (tenant_id, connection_id, actor, resource, key, remote_id, answer, revision, terms)
     select $1, $2, $3, n.* from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::jsonb[]) as n
     on conflict (tenant_id, connection_id, resource, key, remote_id) do update set
       second_actor = case when d.answer = 'lower-protection' and excluded.answer = d.answer
         and excluded.revision = d.revision and excluded.actor ->> 'id' <> d.actor ->> 'id'
         then excluded.actor end,
       actor = case when d.answer = 'lower-protection' and excluded.answer = d.answer
         and excluded.revision = d.revision then d.actor else excluded.actor end,
       answer = excluded.answer, revision = excluded.revision, terms = excluded.terms, decided_at = now()`,
    [
      ...[tenant, connection, JSON.stringify(actor)],
      rows.map(({ resource }) => resource),
      rows.map(({ key }) => key),
      rows.map(({ remoteId }) => remoteId),
      rows.map(({ answer }) => answer),
      rows.map(({ revision }) => revision),
      rows.map(({ terms }) => JSON.stringify(terms)),
    ],
  );
}
