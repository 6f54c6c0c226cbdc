import { Module } from '@nestjs/common';
import { Partners } from './protocol/partners';
import { SoapDoor } from './protocol/soap-door';
import { Accounts } from './use-cases/accounts';
import { ActOnFeedback } from './use-cases/act-on-feedback';
import { AttemptFeedback } from './use-cases/attempt-feedback';
import { ForgetFeedback } from './use-cases/forget-feedback';
import { Notices } from './use-cases/notices';
import { Pace } from './use-cases/pace';
import { ReadFeedback } from './use-cases/read-feedback';
import { RecoverFeedback } from './use-cases/recover-feedback';
import { RequestFeedback } from './use-cases/request-feedback';
import { SetUp } from './use-cases/set-up';
import { SettleFeedback } from './use-cases/settle-feedback';
import { StoreCertificate } from './use-cases/store-certificate';
import { TestConnection } from './use-cases/test-connection';

const useCases = [
  ...[Accounts, ActOnFeedback, AttemptFeedback, ForgetFeedback, Notices, Pace, ReadFeedback, RecoverFeedback],
  ...[RequestFeedback, SetUp, SettleFeedback, StoreCertificate, TestConnection],
];

@Module({
  providers: [Partners, SoapDoor, ...useCases],
  exports: useCases,
})
export class OsoModule {}
