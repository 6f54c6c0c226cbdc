import type { Rest } from './rest';

/** Ports of one interface's partner, by name. */
export type Ports = Readonly<Record<string, number>>;

/** Where the partner of an interface is, as far as the demo has to know. */
interface PartnerPlan {
  /** For the simulator's command. */
  readonly args: readonly string[];
  /** Answers as soon as the partner is there. */
  readonly readyUrl: string;
  /** Hosts and ports the gateway may call. */
  readonly hosts: readonly string[];
}

/** What became of the sample data. */
export interface Outcome {
  /** For people. */
  readonly table: readonly Readonly<Record<string, unknown>>[];
  /** The same for programs. */
  readonly results: readonly { readonly interface: string; readonly asExpected: boolean }[];
  /** What may be tried next, `$T` being the first tenant's address and `$KEY` its key. */
  readonly hints: readonly string[];
}

/** One interface in the demo. A further one is one more file, and one line in `demo.ts`. */
export interface InterfaceDemo {
  readonly title: string;
  /** Names of its sample tenants. */
  readonly tenants: readonly string[];
  /** Ports it would like to have. */
  readonly ports: Ports;
  partner(ports: Ports, folder: string): PartnerPlan;
  /** @param as speaks to the gateway as the tenant of that name */
  run(
    as: (tenant: string) => Rest,
    plan: { readonly ports: Ports; readonly folder: string },
  ): Promise<Outcome>;
}
