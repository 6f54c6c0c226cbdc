import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Ports } from './interface-demo';

/** Room for one demo: ports and a folder nobody else uses. Held by a listening socket, so it is free again whatever happens. */
export interface Slot {
  readonly name: string;
  readonly gatewayPort: number;
  /** Of the partners, as many lists as were wished for. */
  readonly ports: readonly Ports[];
  release(): void;
}

const FIRST_LOCK = 47_110;
const SLOTS = 10;

/** Between the ports of one slot and the next. */
const STEP = 100;

/** The first free slot; a second demo beside a running one gets the next. */
export async function takeSlot(wishes: readonly Ports[]): Promise<Slot> {
  for (let number = 0; number < SLOTS; number++) {
    const lock = await listenOn(FIRST_LOCK + number);
    if (!lock) continue;
    return {
      name: number === 0 ? 'demo' : `demo-${number + 1}`,
      gatewayPort: await freePort(3_000 + number),
      ports: await Promise.all(wishes.map((wished) => freePorts(wished, STEP * number))),
      release: () => lock.close(),
    };
  }
  throw new Error(`${SLOTS} demos are running already; stop one of them`);
}

async function freePorts(wished: Ports, offset: number): Promise<Ports> {
  const ports = Object.entries(wished).map(
    async ([name, port]) => [name, await freePort(port + offset)] as const,
  );
  return Object.fromEntries(await Promise.all(ports));
}

/** The port asked for, or any other if somebody has it. */
async function freePort(wanted: number): Promise<number> {
  const server = (await listenOn(wanted)) ?? (await listenOn(0));
  const address = server?.address();
  if (!server || typeof address !== 'object' || address === null) throw new Error('There is no free port');
  server.close();
  await once(server, 'close');
  return address.port;
}

async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer().unref();
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  try {
    await listening;
    return server;
  } catch {
    return undefined;
  }
}
