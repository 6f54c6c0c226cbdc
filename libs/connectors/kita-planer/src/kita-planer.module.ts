import { Module } from '@nestjs/common';
import { ActOnRecords } from './use-cases/act-on-records';
import { Credentials } from './use-cases/credentials';
import { ExportQueue } from './use-cases/export-queue';
import { ExportRun } from './use-cases/export-run';
import { ImportCall } from './use-cases/import-call';
import { Pace } from './use-cases/pace';
import { RecoverCalls } from './use-cases/recover-calls';
import { ResendUncertain } from './use-cases/resend-uncertain';
import { SetUp } from './use-cases/set-up';
import { SettleCall } from './use-cases/settle-call';
import { StoreCredential } from './use-cases/store-credential';
import { TakeOver } from './use-cases/take-over';
import { TransferNow } from './use-cases/transfer-now';
import { WithdrawLines } from './use-cases/withdraw-lines';

const useCases = [
  ...[ActOnRecords, Credentials, ExportQueue, ExportRun, ImportCall, Pace, RecoverCalls],
  ...[ResendUncertain, SetUp, SettleCall, StoreCredential, TakeOver, TransferNow, WithdrawLines],
];

@Module({
  providers: useCases,
  exports: useCases,
})
export class KitaPlanerModule {}
