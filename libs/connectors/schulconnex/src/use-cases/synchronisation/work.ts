import type { Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import type { OfRun } from '../../storage/synchronisation/plan-items';
import type { SchulconnexClient } from '../../protocol/schulconnex.client';
import type { Context } from '../context';
import { ServiceState } from './service-state';

/** What the gateway does of a synchronisation, from one wait for people to the next. */
export class Work {
  /** How far the step under way has come. */
  readonly counts: Record<string, number> = {};
  private people: ServiceState | undefined;
  private groups: ServiceState | undefined;

  constructor(
    readonly context: Context,
    readonly client: SchulconnexClient,
    readonly sync: Synchronisation,
    readonly signal: AbortSignal,
  ) {}

  /** The same work, further on. */
  at(sync: Synchronisation): Work {
    return new Work(this.context, this.client, sync, this.signal);
  }

  get run(): OfRun {
    const { tenant, connection } = this.context;
    return { tenant, connection, synchronisation: this.sync.id };
  }

  /** Whether nothing may be written any more. */
  get planOnly(): boolean {
    return this.sync.dryRun || (this.sync.facts.readOnly ?? false);
  }

  /** What the service has now; read once for a step that writes. @throws as `SchulconnexClient.people` */
  async freshPeople(): Promise<ServiceState> {
    this.people ??= ServiceState.ofPeople(await this.client.people(this.signal));
    return this.people;
  }

  /** @throws as `SchulconnexClient.people` */
  async freshGroups(): Promise<ServiceState> {
    this.groups ??= ServiceState.ofGroups(await this.client.groups(this.signal));
    return this.groups;
  }
}
