import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Room for one demo: ports and a folder nobody else uses. Held by a listening socket, so it is free again whatever happens. */
export interface Slot {
  readonly name: string;
  readonly gatewayPort: number;
  readonly kitaPlanerPort: number;
  readonly controlPort: number;
  release(): void;
}

const FIRST_LOCK = 47_110;
const SLOTS = 10;

/** The first free slot; a second demo beside a running one gets the next. */
export async function takeSlot(): Promise<Slot> {
  for (let number = 0; number < SLOTS; number++) {
    const lock = await listenOn(FIRST_LOCK + number);
    if (!lock) continue;
    return {
      name: number === 0 ? 'demo' : `demo-${number + 1}`,
      gatewayPort: await freePort(3_000 + number),
      kitaPlanerPort: await freePort(8_443 + 10 * number),
      controlPort: await freePort(8_444 + 10 * number),
      release: () => lock.close(),
    };
  }
  throw new Error(`${SLOTS} demos are running already; stop one of them`);
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
