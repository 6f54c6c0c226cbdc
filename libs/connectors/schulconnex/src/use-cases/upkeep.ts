import type { Upkeep } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { forgetOldRecords } from '../storage/snapshots';
import { ResumeSynchronisations } from './synchronisation/queue';

/** What has to be seen to from time to time: synchronisations nobody is at, and records that count no more. */
@Injectable()
export class SchulconnexUpkeep implements Upkeep {
  constructor(
    private readonly database: Database,
    private readonly resume: ResumeSynchronisations,
  ) {}

  everyMinute(tenant: string): Promise<void> {
    return this.resume.everyMinute(tenant);
  }

  async everyDay(tenant: string): Promise<void> {
    await this.resume.everyDay(tenant);
    await this.database.tenant(tenant, forgetOldRecords);
  }
}
