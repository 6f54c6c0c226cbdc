import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { testServerUrl } from '@gateway/testing';

/** The way to the database server, which can be shut: then connections break and new ones are refused, or nobody answers. */
export class DatabaseDoor {
  private readonly sockets = new Set<Socket>();
  private state: 'open' | 'shut' | 'silent' = 'open';

  private constructor(readonly port: number) {}

  static async open(): Promise<DatabaseDoor> {
    const server = createServer().unref();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const door = new DatabaseDoor((server.address() as AddressInfo).port);
    server.on('connection', (socket) => door.welcome(socket));
    return door;
  }

  /** What was under way breaks off. */
  become(state: 'open' | 'shut' | 'silent'): void {
    this.state = state;
    for (const socket of this.sockets) socket.destroy();
  }

  private welcome(outside: Socket): void {
    this.keep(outside);
    if (this.state === 'shut') outside.destroy();
    if (this.state !== 'open') return;
    const { hostname, port } = new URL(testServerUrl());
    const inside = connect(Number(port || 5432), hostname);
    this.keep(inside);
    outside.pipe(inside).pipe(outside);
    outside.once('close', () => inside.destroy());
    inside.once('close', () => outside.destroy());
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => this.sockets.delete(socket));
  }
}
