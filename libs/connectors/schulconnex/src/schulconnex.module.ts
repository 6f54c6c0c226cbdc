import { Module } from '@nestjs/common';
import { SchulconnexConnectionsController } from './http/connections.controller';
import { synchronisationControllers } from './http/synchronisation';
import { Pace } from './use-cases/pace';
import { Services } from './use-cases/services';
import { SetUp } from './use-cases/set-up';
import { StoreCredential } from './use-cases/store-credential';
import { synchronisationProviders } from './use-cases/synchronisation';
import { TestConnection } from './use-cases/test-connection';
import { UploadSnapshot } from './use-cases/upload-snapshot';

const useCases = [
  ...synchronisationProviders,
  Pace,
  Services,
  SetUp,
  StoreCredential,
  TestConnection,
  UploadSnapshot,
];

@Module({
  controllers: [...synchronisationControllers, SchulconnexConnectionsController],
  providers: useCases,
  exports: useCases,
})
export class SchulconnexModule {}
