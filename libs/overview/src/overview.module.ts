import { Module } from '@nestjs/common';
import { OperatorController } from './operator.controller';
import { OverviewController } from './overview.controller';
import { Survey } from './survey';

/** What the pages show across all interfaces. Needs the platform and `IdentityModule`. */
@Module({ controllers: [OverviewController, OperatorController], providers: [Survey] })
export class OverviewModule {}
