import type { Actor } from '@gateway/audit';
import { GatewayError } from '@gateway/errors';
import { IdempotencyKey, readNdjson, StreamedBody, toProblem, type NdjsonLine } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CareRecordInput } from '../source/care-record.input';
import { readCareRecords } from '../source/read-care-records';
import { Receive } from '../use-cases/receive';
import type { TakenChild } from '../use-cases/take-over';
import { ActingUser } from './acting-user';
import { careRecordsFrom, fieldErrorOf } from './complaints';
import { BatchInput } from './inputs';
import { BASE } from './paths';
import { RecordRefused, resultView } from './result.view';

/** Lines taken over in one transaction. */
const LINES = 500;

/** Change events of the vendor's system. */
@ApiTags('kita-planer records in')
@Controller(`${BASE}/:connection/care-records`)
export class IntakeController {
  constructor(private readonly receive: Receive) {}

  /**
   * One child as it is now. With Echtzeitübertragung on the answer says what the Kita-Planer did: 200
   * imported, 422 refused, 202 anything that is still open; without it always 202.
   */
  @Post()
  @ApiBody({ type: CareRecordInput })
  @Permission('records:write', 'missing', 'malformed', 'conflict', 'invalid')
  async one(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Body() body: object,
    @Res({ passthrough: true }) response: Response,
  ): Promise<object> {
    const cares = careRecordsFrom([body], '');
    const answer = await this.receive.one({
      tenant,
      connection,
      actor,
      key,
      cares,
      route: 'POST care-records',
      content: body,
    });
    if (answer.result === 'ABGELEHNT') throw new RecordRefused(answer);
    response.status(answer.result === 'EXPORTIERT' ? 200 : 202);
    return resultView(answer);
  }

  /** Up to 5,000 children, all or none; they wait in the buffer for the next export. */
  @Post('batch')
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict')
  async batch(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Body() { careRecords }: BatchInput,
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ children: readonly TakenChild[]; replayed: boolean }> {
    const cares = careRecordsFrom(careRecords, '/careRecords');
    response.status(202);
    return this.receive.batch({
      tenant,
      connection,
      actor,
      key,
      cares,
      route: 'POST batch',
      content: careRecords,
    });
  }

  /**
   * Any number of children, one JSON object per line (`application/x-ndjson`), taken over 500 lines at a
   * time. The answer has one line for each of those, and a last one with the sums. Sending the same
   * stream again under the same key goes on where it broke off.
   */
  @Post('stream')
  @StreamedBody()
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict')
  async stream(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const sums = { lines: 0, children: 0, refusedLines: 0 };
    const whose = { tenant, connection, actor };
    let number = 0;
    try {
      for await (const lines of readNdjson(request, { batchSize: LINES, maxLineBytes: 1_000_000 })) {
        const part = await this.takePart(lines, { ...whose, key: `${key}/${++number}` });
        if (!response.headersSent) response.status(202).setHeader('Content-Type', 'application/x-ndjson');
        sums.lines += lines.length;
        sums.children += part.children.length;
        sums.refusedLines += part.errors.length;
        response.write(`${JSON.stringify(part)}\n`);
      }
      if (!response.headersSent) response.status(202).setHeader('Content-Type', 'application/x-ndjson');
      response.end(`${JSON.stringify({ done: true, ...sums })}\n`);
    } catch (error) {
      if (!response.headersSent) throw error;
      response.end(
        `${JSON.stringify({ done: false, ...sums, problem: toProblem(error, String(response.getHeader('X-Request-Id'))) })}\n`,
      );
    }
  }

  private async takePart(
    lines: readonly NdjsonLine[],
    whose: { tenant: string; connection: string; actor: Actor; key: string },
  ): Promise<{ from: number; to: number; children: readonly TakenChild[]; errors: object[] }> {
    const errors: object[] = [];
    const cares = lines.flatMap((item) => {
      if ('error' in item) {
        errors.push({ line: item.line, errors: [unreadable(item.error)] });
        return [];
      }
      const { records, complaints } = readCareRecords([item.value]);
      if (complaints.length > 0)
        errors.push({ line: item.line, errors: complaints.map((one) => fieldErrorOf(one, '')) });
      return records;
    });
    const content = lines.map((item) => ('value' in item ? item.value : item.line));
    const { children } = await this.receive.batch({ ...whose, cares, route: 'POST stream', content });
    return { from: lines[0]?.line ?? 0, to: lines.at(-1)?.line ?? 0, children, errors };
  }
}

const unreadable = ({ code, field = '', message }: GatewayError): object => ({ field, code, message });
