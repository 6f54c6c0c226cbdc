import { readFileSync } from 'node:fs';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OsoConfig } from '../oso.config';
import { NotificationListener, type InboundAnswer } from '../protocol/notification-listener';
import { noticeRefused } from '../protocol/read-notice';
import { ReceiveNotice } from '../use-cases/receive-notice';

/** Where schools' systems send a Notificatie: `/oso/{tenant}/{connection}`, over mutual TLS, on a port of its own. */
@Injectable()
export class NotificationEndpoint implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(NotificationEndpoint.name);
  private listener?: NotificationListener;

  constructor(
    private readonly config: OsoConfig,
    private readonly receive: ReceiveNotice,
  ) {}

  /** Absent while nothing listens. */
  get port(): number | undefined {
    return this.listener?.port;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { OSO_NOTIFICATION_PORT: port, OSO_NOTIFICATION_ADDRESS: address } = this.config;
    if (port === undefined) return;
    const { OSO_NOTIFICATION_TLS_FILE: tls = '', OSO_NOTIFICATION_CA_FILE: ca = '' } = this.config;
    const files = { tls: readFileSync(tls), clientCa: readFileSync(ca) };
    const tooMany = (retryAfterSeconds: number): InboundAnswer => ({
      ...noticeRefused(429, 'Client', 'Te veel berichten; probeer het later opnieuw'),
      retryAfterSeconds,
    });
    this.listener = new NotificationListener(
      { ...{ port, address, ...files, tooMany }, perMinute: this.config.OSO_NOTIFICATIONS_PER_MINUTE },
      (message) => this.receive.run(message),
    );
    await this.listener.open();
    this.logger.log(`Notificaties are taken on port ${this.listener.port}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener?.close();
  }
}
