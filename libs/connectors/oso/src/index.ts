export { oso } from './oso.connector';
export { feedbackStates, statesOf } from './http/feedback-state';
export { accountFrom } from './http/ordering-account';
export {
  certificateView,
  connectionView,
  feedbackView,
  noticeView,
  timelineView,
  type FeedbackView,
} from './http/views';
export { OsoSettings } from './oso.settings';
export { ActOnFeedback, type ActOnFeedbackInput } from './use-cases/act-on-feedback';
export { FetchDossier } from './use-cases/fetch-dossier';
export { Notices } from './use-cases/notices';
export { ReadFeedback } from './use-cases/read-feedback';
export { RequestFeedback } from './use-cases/request-feedback';
export { SetUp } from './use-cases/set-up';
export { StoreCertificate } from './use-cases/store-certificate';
export { TestConnection } from './use-cases/test-connection';
