import { EraseChild } from '@connectors/kita-planer';
import { Database } from '@gateway/database';
import { ErasureLedger } from '@gateway/vault';
import { Injectable, Logger, Module, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

const LEDGER = { type: 'system', id: 'erasure-ledger' } as const;

/**
 * After a restored backup, erases once more whom it brought back, before anything is served or worked off
 * (promises P1 and O1). With nobody to erase it costs a statement a tenant.
 */
@Injectable()
class RepeatErasures implements OnModuleInit {
  private readonly logger = new Logger(RepeatErasures.name);

  constructor(
    private readonly database: Database,
    private readonly ledger: ErasureLedger,
    private readonly modules: ModuleRef,
  ) {}

  /** @throws {ErasureLedgerUnavailable} and then nothing starts */
  async onModuleInit(): Promise<void> {
    for (const [tenant, subjects] of await this.ledger.read()) await this.repeat(tenant, subjects);
  }

  private repeat(tenant: string, erased: readonly string[]): Promise<void> {
    const eraseChild = this.modules.get(EraseChild, { strict: false });
    return this.database.tenant(tenant, async (tx) => {
      const back = await tx.query<{ subject: string }[]>(
        `select subject_id as subject from vault_subject_key
         where tenant_id = current_tenant() and kind = 'subject' and subject_id = any($1::uuid[])
         order by subject_id for update`,
        [erased],
      );
      for (const { subject } of back) await eraseChild.subject(tx, { tenant, actor: LEDGER, subject });
      if (back.length > 0)
        this.logger.warn({
          msg: 'A restored backup brought back who was erased',
          tenant,
          erased: back.length,
        });
    });
  }
}

@Module({ providers: [RepeatErasures] })
export class RepeatErasuresModule {}
