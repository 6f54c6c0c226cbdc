import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { GatewayModule, gatewaySettings } from '../../apps/gateway/src';

export interface GatewayOptions {
  readonly databaseUrl: string;
  /** `all` takes jobs as well. */
  readonly role: 'all' | 'api';
  /** Host and port of a partner on this machine, or of several. */
  readonly partner?: string | readonly string[];
}

/** The gateway in this process, all of it but the listening socket, so that its CPU time can be read. */
export class Gateway {
  private constructor(private readonly app: INestApplicationContext) {}

  static async open(options: GatewayOptions): Promise<Gateway> {
    const settings = await gatewaySettings(environment(options));
    const app = await NestFactory.createApplicationContext(GatewayModule.with(settings), {
      logger: false,
      abortOnError: false,
    });
    return new Gateway(app);
  }

  get<T>(Provider: Type<T>): T {
    return this.app.get(Provider, { strict: false });
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

/** What a gateway must be told from outside to be measured. */
export const environment = ({ databaseUrl, role, partner }: GatewayOptions): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: 'development',
  DATABASE_URL: databaseUrl,
  HOST: '127.0.0.1',
  PORT: '0',
  ROLE: role,
  LOG_LEVEL: 'error',
  ...(partner === undefined ? {} : { EGRESS_ALLOW: allowing([partner].flat()) }),
});

const allowing = (partners: readonly string[]): string =>
  partners.map((partner) => `${partner}=127.0.0.0/8`).join(' ');
