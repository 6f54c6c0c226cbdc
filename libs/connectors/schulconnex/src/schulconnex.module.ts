import { Module } from '@nestjs/common';
import { SchulconnexConnectionsController } from './http/connections.controller';
import { SchulconnexLinksController } from './http/links.controller';
import { SchulconnexSourceController } from './http/source.controller';
import { synchronisationControllers } from './http/synchronisation';
import { SchulconnexTextsController } from './http/texts.controller';
import { ChangeSource } from './use-cases/change-source';
import { Imports } from './use-cases/imports';
import { Pace } from './use-cases/pace';
import { ReadBack } from './use-cases/read-back';
import { Services } from './use-cases/services';
import { SetUp } from './use-cases/set-up';
import { StoreCredential } from './use-cases/store-credential';
import { synchronisationProviders } from './use-cases/synchronisation';
import { TestConnection } from './use-cases/test-connection';
import { SchulconnexUpkeep } from './use-cases/upkeep';
import { UploadSnapshot } from './use-cases/upload-snapshot';

const useCases = [
  ...synchronisationProviders,
  ChangeSource,
  Imports,
  Pace,
  ReadBack,
  Services,
  SetUp,
  StoreCredential,
  TestConnection,
  SchulconnexUpkeep,
  UploadSnapshot,
];

@Module({
  controllers: [
    ...synchronisationControllers,
    SchulconnexConnectionsController,
    SchulconnexLinksController,
    SchulconnexSourceController,
    SchulconnexTextsController,
  ],
  providers: useCases,
  exports: useCases,
})
export class SchulconnexModule {}
