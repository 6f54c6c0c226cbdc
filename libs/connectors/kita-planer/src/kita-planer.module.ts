import { Module } from '@nestjs/common';
import { ConnectionsController } from './http/connections.controller';
import { CredentialsController } from './http/credentials.controller';
import { IntakeController } from './http/intake.controller';
import { ListFileController } from './http/list-file.controller';
import { OwnRecords } from './http/own-records';
import { ProtocolController } from './http/protocol.controller';
import { RecordActionsController } from './http/record-actions.controller';
import { RecordBatches } from './http/record-batches';
import { RecordsController } from './http/records.controller';
import { RunsController } from './http/runs.controller';
import { ActOnRecords } from './use-cases/act-on-records';
import { Credentials } from './use-cases/credentials';
import { EraseChild } from './use-cases/erase-child';
import { ExportQueue } from './use-cases/export-queue';
import { ExportRun } from './use-cases/export-run';
import { FinishFollowUp } from './use-cases/finish-follow-up';
import { ImportCall } from './use-cases/import-call';
import { ImportExchange } from './use-cases/import-exchange';
import { ListAsFile } from './use-cases/list-as-file';
import { NextCall } from './use-cases/next-call';
import { Pace } from './use-cases/pace';
import { PrepareCall } from './use-cases/prepare-call';
import { Purge } from './use-cases/purge';
import { PutBack } from './use-cases/put-back';
import { Receive } from './use-cases/receive';
import { RecheckRecords } from './use-cases/recheck-records';
import { RecoverCalls } from './use-cases/recover-calls';
import { ResendUncertain } from './use-cases/resend-uncertain';
import { RevealRecord } from './use-cases/reveal-record';
import { SearchByName } from './use-cases/search-by-name';
import { SetUp } from './use-cases/set-up';
import { SettleCall } from './use-cases/settle-call';
import { StoreCredential } from './use-cases/store-credential';
import { TakeOver } from './use-cases/take-over';
import { TakeRun } from './use-cases/take-run';
import { TidyUp } from './use-cases/tidy-up';
import { TransferNow } from './use-cases/transfer-now';
import { KitaPlanerUpkeep } from './use-cases/upkeep';
import { WithdrawLines } from './use-cases/withdraw-lines';

const useCases = [
  ...[
    ActOnRecords,
    Credentials,
    EraseChild,
    ExportQueue,
    ExportRun,
    FinishFollowUp,
    ImportCall,
    ImportExchange,
    ListAsFile,
    NextCall,
    Pace,
    Purge,
    PrepareCall,
    PutBack,
    Receive,
    RecheckRecords,
    RecoverCalls,
  ],
  ...[
    ResendUncertain,
    RevealRecord,
    SearchByName,
    SetUp,
    SettleCall,
    StoreCredential,
    TakeOver,
    TakeRun,
    TidyUp,
    TransferNow,
    KitaPlanerUpkeep,
    WithdrawLines,
  ],
];

const controllers = [
  ConnectionsController,
  CredentialsController,
  IntakeController,
  ListFileController,
  RecordsController,
  RecordActionsController,
  RunsController,
  ProtocolController,
];

@Module({
  controllers,
  providers: [...useCases, OwnRecords, RecordBatches],
  exports: [...useCases, RecordBatches],
})
export class KitaPlanerModule {}
