import type { Connector } from '@gateway/connector';
import { Module, type DynamicModule } from '@nestjs/common';
import { OperatorController } from './operator.controller';
import { OverviewController } from './overview.controller';
import { Standings } from './standings';
import { Survey } from './survey';

/** What the pages show across all interfaces. Needs the platform and `IdentityModule`. */
@Module({ controllers: [OverviewController, OperatorController], providers: [Survey] })
export class OverviewModule {
  static with(connectors: readonly Pick<Connector, 'standings'>[]): DynamicModule {
    const standings = new Standings(connectors.flatMap(({ standings }) => standings ?? []));
    return { module: OverviewModule, providers: [{ provide: Standings, useValue: standings }] };
  }
}
