import type { Actor } from '@gateway/audit';
import { kept, newId, type Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { isUuid } from './connections';
import type { Trigger } from './run';
import { ConnectionRun, type RunState } from './storage/connection-run.entity';

export interface NewRun {
  readonly tenant: string;
  readonly connection: string;
  readonly kind: string;
  readonly trigger: Trigger;
  readonly actor: Actor;
  readonly leaseSeconds: number;
}

/** What a run that died left behind, for whoever takes over. */
export interface TakenRun {
  readonly id: string;
  readonly died: readonly string[];
  /** Of a run that was paused and now goes on: how far it had come. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** A run between two slices of its work: nobody is at it, and nobody else may begin another. */
const PAUSED = 'PAUSED';

/** Who is at work on a connection, and until when that is believed. Times are the database's. */
@Injectable()
export class Runs {
  /**
   * Takes up the paused run, or starts one, unless another of its kind is alive: then undefined. A dead
   * one is marked failed (`RUN_DIED`).
   */
  async start(tx: Tx, run: NewRun): Promise<TakenRun | undefined> {
    const [[paused]] = await tx.query<[{ id: string; counts: Record<string, number> }[], number]>(
      `update connection_run set code = null, lease_until = now() + make_interval(secs => $4)
       where tenant_id = $1 and connection_id = $2 and kind = $3 and state = 'running' and code = '${PAUSED}'
       returning id, counts`,
      [run.tenant, run.connection, run.kind, run.leaseSeconds],
    );
    if (paused) return { ...paused, died: [] };
    const died = await tx.query<{ id: string }[]>(
      `with dead as (
         update connection_run set state = 'failed', code = 'RUN_DIED', ended_at = now()
         where tenant_id = $1 and connection_id = $2 and kind = $3 and state = 'running' and lease_until < now()
         returning id)
       select id from dead`,
      [run.tenant, run.connection, run.kind],
    );
    const id = newId();
    const inserted = await tx.query<unknown[]>(
      `insert into connection_run (tenant_id, id, connection_id, kind, trigger, actor, state, lease_until)
       values ($1, $2, $3, $4, $5, $6, 'running', now() + make_interval(secs => $7))
       on conflict (tenant_id, connection_id, kind) where state = 'running' do nothing
       returning id`,
      [run.tenant, id, run.connection, run.kind, run.trigger, JSON.stringify(run.actor), run.leaseSeconds],
    );
    return inserted.length === 1 ? { id, died: died.map((row) => row.id) } : undefined;
  }

  /** True while a run of this kind holds a lease that has not expired. */
  async isAlive(tx: Tx, connection: string, kind: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      kept(`select from connection_run
       where tenant_id = current_tenant() and connection_id = $1 and kind = $2 and state = 'running' and lease_until >= now()`),
      [connection, kind],
    );
    return rows.length > 0;
  }

  /** Renews the lease and stores the counts so far. False when the run is over or somebody took it. */
  async extend(
    tx: Tx,
    id: string,
    leaseSeconds: number,
    counts: Readonly<Record<string, number>>,
  ): Promise<boolean> {
    const [rows] = await tx.query<[unknown[], number]>(
      kept(`update connection_run set lease_until = now() + make_interval(secs => $2), counts = $3
       where tenant_id = current_tenant() and id = $1 and state = 'running' returning id`),
      [id, leaseSeconds, JSON.stringify(counts)],
    );
    return rows.length === 1;
  }

  /** Leaves the run to whoever starts one next; also long after its lease, because nothing of it is under way. */
  async pause(tx: Tx, id: string, counts: Readonly<Record<string, number>>): Promise<void> {
    await tx.query(
      `update connection_run set code = '${PAUSED}', counts = $2
       where tenant_id = current_tenant() and id = $1 and state = 'running'`,
      [id, JSON.stringify(counts)],
    );
  }

  async finish(
    tx: Tx,
    id: string,
    end: {
      state: Exclude<RunState, 'running'>;
      code?: string | undefined;
      counts: Readonly<Record<string, number>>;
    },
  ): Promise<void> {
    await tx.query(
      `update connection_run set state = $2, code = $3, counts = $4, ended_at = now()
       where tenant_id = current_tenant() and id = $1 and state = 'running'`,
      [id, end.state, end.code ?? null, JSON.stringify(end.counts)],
    );
  }

  /** @throws {NotFound} for an id this tenant does not have */
  async get(tx: Tx, id: string): Promise<ConnectionRun> {
    const run = isUuid(id) ? await tx.findOneBy(ConnectionRun, { id }) : null;
    if (!run) throw new NotFound('run', id);
    return run;
  }

  /** Newest first, `limit` of them, older than the run `before`. */
  page(
    tx: Tx,
    connection: string,
    { limit, before }: { limit: number; before?: string },
  ): Promise<ConnectionRun[]> {
    return tx.find(ConnectionRun, {
      where: { connectionId: connection, ...(before ? { id: LessThan(before) } : {}) },
      order: { id: 'desc' },
      take: limit,
    });
  }
}
