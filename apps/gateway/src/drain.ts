import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';

/** As long as supervisors usually wait before they kill. */
const PATIENCE_MS = 20_000;

/**
 * Stops taking requests and lets those under way come to their end, so that stopping a process leaves
 * nothing uncertain that need not be. Database and job engine are closed afterwards.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  private drained: Promise<void> | undefined;

  constructor(private readonly host: HttpAdapterHost) {}

  /** Takes no new request from now on; resolves when the last one has been answered. */
  begin(): Promise<void> {
    this.drained ??= closed(this.host.httpAdapter.getHttpServer() as Server);
    return this.drained;
  }

  async beforeApplicationShutdown(): Promise<void> {
    // Without an HTTP side, as at the command line, there is nothing to stop.
    if ((this.host as { httpAdapter?: object }).httpAdapter) await this.begin();
  }
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  // Whoever keeps a connection for a next request is not waited for.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const late = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  await done;
  clearInterval(idle);
  clearTimeout(late);
}
