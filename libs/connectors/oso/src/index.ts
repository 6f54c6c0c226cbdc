export { oso } from './oso.connector';
export { feedbackView, noticeView, resultView, timelineView } from './http/views';
export { OsoSettings } from './oso.settings';
export { ActOnFeedback } from './use-cases/act-on-feedback';
export { ReadFeedback } from './use-cases/read-feedback';
export { RequestFeedback } from './use-cases/request-feedback';
export { SetUp } from './use-cases/set-up';
export { StoreCertificate } from './use-cases/store-certificate';
export { TestConnection } from './use-cases/test-connection';
