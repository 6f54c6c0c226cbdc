import type { Actor } from '@gateway/audit';
import {
  Described,
  IdempotencyKey,
  type Page,
  pageOf,
  readJson,
  readPosition,
  StreamedBody,
} from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { resultCodes, type KnownCode } from '../domain/result-codes';
import { ActOnFeedback } from '../use-cases/act-on-feedback';
import { ReadFeedback } from '../use-cases/read-feedback';
import { RequestFeedback } from '../use-cases/request-feedback';
import { statesOf } from './feedback-state';
import { CloseInput, FeedbackInput, FeedbackQuery } from './inputs';
import { NeedsAccount, OrderingAccount } from './ordering-account';
import { BASE } from './paths';
import { FeedbackDetailView, FeedbackPage, feedbackView, FeedbackView, timelineView } from './views';

/** Attachments of 10 MiB in Base64, and what is around them. */
const LARGEST = 15 * 1_048_576;

/** Terugkoppelingen to schools. */
@ApiTags('oso feedback')
@Controller(`${BASE}/:connection/feedback`)
export class FeedbackController {
  constructor(
    private readonly request: RequestFeedback,
    private readonly act: ActOnFeedback,
    private readonly read: ReadFeedback,
  ) {}

  /**
   * Sends one Terugkoppeling and waits for its end: 200 confirmed, 202 still under way; otherwise a problem
   * with the code, the message to the end user and the advice in `result`, and the stored Terugkoppeling's
   * id in `record`. The same request under the same key tells how the first ended, and sends nothing.
   */
  @Post()
  @StreamedBody()
  @ApiBody({ type: FeedbackInput })
  @NeedsAccount()
  @Described('Sends one Terugkoppeling and waits for its end', { 200: FeedbackView, 202: FeedbackView })
  @Permission(
    'records:write',
    'malformed',
    'missing',
    'conflict',
    'too-large',
    'invalid',
    'refused',
    'unavailable',
    'uncertain',
  )
  async send(
    @Caller() { tenant }: Caller,
    @OrderingAccount() actor: Actor,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const content = await readJson(request, { limitBytes: LARGEST });
    const { id } = await this.request.run({ tenant, connection, actor, key, content });
    return this.answer(await this.viewOf(tenant, connection, id), response);
  }

  /** Newest first. Confirmed and closed ones are found with `state`. */
  @Get()
  @Described('Terugkoppelingen, newest first', { 200: FeedbackPage })
  @Permission('records:read', 'malformed', 'missing')
  async list(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Query() query: FeedbackQuery,
  ): Promise<Page<FeedbackView>> {
    const { state, code, limit } = query;
    const after = readPosition(query, { at: 'time', id: 'uuid' });
    const items = await this.read.list(tenant, connection, {
      ...{ states: state && statesOf(state), code, limit: limit + 1 },
      after: after ? { id: after.id, at: new Date(after.at) } : null,
    });
    const at = new Map(items.map((item) => [item.id, item.archivedAt ?? item.acceptedAt]));
    return pageOf(items.map(feedbackView), query, ({ id }) => [at.get(id)?.toISOString() ?? '', id]);
  }

  /** One Terugkoppeling with everything that happened to it; its content is not shown. */
  @Get(':feedback')
  @Described('One Terugkoppeling and everything that happened to it', { 200: FeedbackDetailView })
  @Permission('records:read', 'missing')
  async show(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('feedback') id: string,
  ): Promise<FeedbackDetailView> {
    const { feedback, timeline } = await this.read.one(tenant, connection, id);
    return { ...feedbackView(feedback), timeline: timeline.map(timelineView) };
  }

  /** Sends it again, beginning with a new melding. Answers like the first time. */
  @Post(':feedback/resend')
  @Described('Sends it again, beginning with a new melding', { 200: FeedbackView, 202: FeedbackView })
  @HttpCode(200)
  @NeedsAccount()
  @Permission('records:act', 'missing', 'conflict', 'refused', 'unavailable', 'uncertain')
  async resend(
    @Caller() { tenant }: Caller,
    @OrderingAccount() actor: Actor,
    @Param('connection') connection: string,
    @Param('feedback') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    await this.act.resend({ tenant, connection, id, actor });
    return this.answer(await this.viewOf(tenant, connection, id), response);
  }

  /** Somebody has decided: closed without delivery, or the school has it. */
  @Post(':feedback/close')
  @Described('Closes it without delivery, or confirms that the school has it', { 200: FeedbackView })
  @HttpCode(200)
  @NeedsAccount()
  @Permission('records:act', 'missing', 'conflict', 'malformed')
  async close(
    @Caller() { tenant }: Caller,
    @OrderingAccount() actor: Actor,
    @Param('connection') connection: string,
    @Param('feedback') id: string,
    @Body() input: CloseInput,
  ): Promise<FeedbackView> {
    await this.act.close({ tenant, connection, id, actor }, input);
    return this.viewOf(tenant, connection, id);
  }

  private async viewOf(tenant: string, connection: string, id: string): Promise<FeedbackView> {
    return feedbackView(await this.read.current(tenant, connection, id));
  }

  /** The status is that of the code; what is no success is a problem, with the Terugkoppeling in it. */
  private answer(view: FeedbackView, response: Response): object {
    const { result } = view;
    const status = view.state === 'VERZONDEN' ? 202 : statusOf(view);
    response.status(status);
    if (status < 300 || !result) return view;
    response.type('application/problem+json');
    return {
      ...{ type: `urn:drehkreuz:problem:${result.code}`, title: result.explanations.en?.title ?? '', status },
      ...{ code: result.rawCode ?? result.code, detail: result.message, record: view.id },
      ...{
        retryable: result.retry !== 'never',
        request: String(response.getHeader('X-Request-Id')),
        ...view,
      },
    };
  }
}

const statusOf = ({ state, result }: FeedbackView): number =>
  state === 'BEVESTIGD' || state === 'AFGESLOTEN' || !result
    ? 200
    : resultCodes[result.code as KnownCode].httpStatus;
