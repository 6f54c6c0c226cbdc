import { readConfig } from '@gateway/config';
import { Module } from '@nestjs/common';
import { OsoConnectionsController } from './http/connections.controller';
import { FeedbackController } from './http/feedback.controller';
import { NoticesController } from './http/notices.controller';
import { OsoConfig } from './oso.config';
import { Partners } from './protocol/partners';
import { SoapDoor } from './protocol/soap-door';
import { NotificationEndpoint } from './soap/notification.endpoint';
import { Accounts } from './use-cases/accounts';
import { ActOnFeedback } from './use-cases/act-on-feedback';
import { AttemptFeedback } from './use-cases/attempt-feedback';
import { ClaimFeedback } from './use-cases/claim-feedback';
import { DossierSession } from './use-cases/dossier-session';
import { FeedbackRecords } from './use-cases/feedback-records';
import { FetchDossier } from './use-cases/fetch-dossier';
import { ForgetFeedback } from './use-cases/forget-feedback';
import { LogSession } from './use-cases/log-session';
import { Notices } from './use-cases/notices';
import { Pace } from './use-cases/pace';
import { ReadFeedback } from './use-cases/read-feedback';
import { ReceiveNotice } from './use-cases/receive-notice';
import { RecoverFeedback } from './use-cases/recover-feedback';
import { RequestFeedback } from './use-cases/request-feedback';
import { SetUp } from './use-cases/set-up';
import { SettleFeedback } from './use-cases/settle-feedback';
import { StoreCertificate } from './use-cases/store-certificate';
import { TestConnection } from './use-cases/test-connection';
import { WakeRecovery } from './use-cases/wake-recovery';

const useCases = [
  ...[ClaimFeedback, DossierSession, FeedbackRecords, LogSession, WakeRecovery],
  ...[
    Accounts,
    ActOnFeedback,
    AttemptFeedback,
    FetchDossier,
    ForgetFeedback,
    Notices,
    Pace,
    ReadFeedback,
    RecoverFeedback,
  ],
  ...[ReceiveNotice, RequestFeedback, SetUp, SettleFeedback, StoreCertificate, TestConnection],
];

@Module({
  controllers: [OsoConnectionsController, FeedbackController, NoticesController],
  providers: [
    { provide: OsoConfig, useFactory: () => readConfig(OsoConfig) },
    NotificationEndpoint,
    Partners,
    SoapDoor,
    ...useCases,
  ],
  exports: useCases,
})
export class OsoModule {}
