import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A TCP port in front of a server, for what happens before a server gets to see anything: it can be
 * closed, be silent, or lead somewhere else. What passes through is untouched.
 */
export class Door {
  /** How often somebody knocked, whatever they found. */
  knocks = 0;
  private silent = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    readonly port: number,
    private behind: number,
    private server: Server | undefined,
  ) {
    this.welcome(server);
  }

  static async before(behind: number): Promise<Door> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new Door((server.address() as AddressInfo).port, behind, server);
  }

  /** Nobody listens: connections are refused. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await once(server.close(), 'close');
  }

  /** Nobody new is let in; whoever is inside may finish. */
  turnAway(): void {
    this.server?.close();
    this.server = undefined;
  }

  /** Connections are taken, and nothing comes. */
  hush(): void {
    this.silent = true;
  }

  /** Everything passes, to the port given. */
  async open(behind = this.behind): Promise<void> {
    this.silent = false;
    this.behind = behind;
    for (const socket of this.sockets) socket.destroy();
    if (this.server) return;
    this.server = createServer();
    this.welcome(this.server);
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
  }

  private welcome(server: Server | undefined): void {
    server?.on('connection', (outside) => {
      this.knocks += 1;
      this.keep(outside);
      if (this.silent) return;
      const inside = connect(this.behind, '127.0.0.1');
      this.keep(inside);
      outside.pipe(inside).pipe(outside);
      outside.once('close', () => inside.destroy());
      inside.once('close', () => outside.destroy());
    });
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => this.sockets.delete(socket));
  }
}
