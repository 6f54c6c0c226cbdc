import { DataSource } from 'typeorm';

/** A connection that can read the trail of every tenant and append checkpoints, and nothing else. */
export const sealerDataSource = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    poolSize: 2,
    installExtensions: false,
    logging: false,
    applicationName: 'drehkreuz-sealer',
    extra: {
      connectionTimeoutMillis: 5_000,
      options: '-c role=drehkreuz_sealer -c timezone=UTC -c statement_timeout=0',
    },
  });
