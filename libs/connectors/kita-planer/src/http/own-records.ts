import { Database } from '@gateway/database';
import { Injectable } from '@nestjs/common';

interface NotOwn {
  readonly id: string;
  readonly because: 'missing';
}

/** Tells a connection's own records from others, which are as good as unknown. */
@Injectable()
export class OwnRecords {
  constructor(private readonly database: Database) {}

  async among(
    { tenant, connection }: { readonly tenant: string; readonly connection: string },
    ids: readonly string[],
  ): Promise<{ readonly own: readonly string[]; readonly others: readonly NotOwn[] }> {
    const asked = [...new Set(ids.map((id) => id.toLowerCase()))];
    const rows = await this.database.tenant(tenant, (tx) =>
      tx.query<{ id: string }[]>(
        `select id from delivery where connection_id = $1 and id = any($2::uuid[])
         union all select id from delivery_archive where connection_id = $1 and id = any($2::uuid[])`,
        [connection, asked],
      ),
    );
    const known = new Set(rows.map(({ id }) => id));
    return {
      own: asked.filter((id) => known.has(id)),
      others: asked.filter((id) => !known.has(id)).map((id) => ({ id, because: 'missing' })),
    };
  }
}
