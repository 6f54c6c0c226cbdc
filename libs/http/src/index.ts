export { OPEN_ACCESS, OpenAccess } from './open-access';
export { requestId } from './problem/correlation';
export { InputInvalid, QueryInvalid, type FieldError } from './problem/field-error';
export { toProblem, type Problem } from './problem/problem';
export { serveOpenApi, type ApiDescription } from './openapi/open-api-document';
export { Described, pageOfViews } from './openapi/described';
export { Problems } from './openapi/problems.decorator';
export { StreamedBody } from './intake/json-body.interceptor';
export { BodyTooLarge, BodyUnreadable, JsonUnreadable, LineTooLong } from './intake/json-errors';
export { parseJson } from './intake/parse-json';
export { readJson } from './intake/read-json';
export { readNdjson, type NdjsonLine, type NdjsonOptions } from './intake/read-ndjson';
export { DatabaseCheck } from './health/database-check';
export type { HealthCheck } from './health/health-check';
export { HealthModule } from './health/health.module';
export { servePages } from './pages/serve-pages';
export { HttpModule, httpStorage } from './http.module';
export { contentMark } from './idempotency/content-mark';
export {
  IdempotencyKey,
  IdempotencyKeyInvalid,
  TakesIdempotencyKey,
} from './idempotency/idempotency-key.decorator';
export {
  forgetIdempotencyKeys,
  idempotent,
  IdempotencyMismatch,
  type Answer,
  type GivenAnswer,
  type RequestIdentity,
} from './idempotency/idempotent';
export { errorsOf } from './input/errors-of';
export { IfMatch, TakesIfMatch } from './input/if-match.decorator';
export { IsDay, isDay } from './input/is-day';
export {
  pageOf,
  PageQuery,
  readPosition,
  sortedPageQuery,
  type Page,
  type Position,
  type PositionShape,
} from './input/page';
export { toInput } from './input/to-input';
