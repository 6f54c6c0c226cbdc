import type { Actor } from '@gateway/audit';
import { createHash } from 'node:crypto';
import { setImmediate as letOthersIn } from 'node:timers/promises';
import {
  Described,
  IdempotencyKey,
  type NdjsonLine,
  readNdjson,
  StreamedBody,
  TakesIdempotencyKey,
  toProblem,
} from '@gateway/http';
import { ActingUser, Caller, Permission, TakesActingUser } from '@gateway/identity';
import { Body, Controller, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CareRecordInput } from '../source/care-record.input';
import { readCareRecords } from '../source/read-care-records';
import { Receive } from '../use-cases/receive';
import type { TakenChild } from '../use-cases/take-over';
import { careRecordsFrom, fieldErrorOf } from './complaints';
import { ConnectionGuard } from './connection.guard';
import { BatchInput } from './inputs';
import { BASE } from './path-parts';
import {
  BatchView,
  RecordRefused,
  ResultView,
  resultView,
  StreamLineView,
  type LineErrorView,
} from './results';

/** Lines taken over in one transaction. */
const LINES = 500;

const NDJSON = 'application/x-ndjson';

interface Whose {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
}

/** Change events of the vendor's system. */
@ApiTags('kita-planer records in')
@Controller(`${BASE}/:connection/care-records`)
@UseGuards(ConnectionGuard)
@TakesActingUser()
@TakesIdempotencyKey()
export class IntakeController {
  constructor(private readonly receive: Receive) {}

  @Post()
  @ApiBody({ type: CareRecordInput })
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict', 'invalid')
  @Described(
    'One child as it is now. With Echtzeitübertragung on, 200: imported, 422: refused, 202: still open; without it always 202',
    { 200: ResultView, 202: ResultView },
  )
  async one(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Body() body: object,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ResultView> {
    const cares = await careRecordsFrom([body], '');
    const whose = { tenant, connection, actor, key };
    const answer = await this.receive.one({ ...whose, cares, route: 'POST care-records', content: body });
    if (answer.result === 'ABGELEHNT') throw new RecordRefused(answer);
    response.status(answer.result === 'EXPORTIERT' ? 200 : 202);
    return resultView(answer);
  }

  @Post('batch')
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict')
  @Described('Up to 5,000 children, all or none; they wait in the buffer for the next export', {
    202: BatchView,
  })
  async batch(
    @Caller() { tenant }: Caller,
    @ActingUser() actor: Actor,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Body() { careRecords }: BatchInput,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BatchView> {
    const cares = await careRecordsFrom(careRecords, '/careRecords');
    const whose = { tenant, connection, actor, key };
    response.status(202);
    return this.receive.batch({ ...whose, cares, route: 'POST batch', content: careRecords });
  }

  @Post('stream')
  @StreamedBody()
  @ApiBody({ schema: { type: 'string', description: 'Lines, each a care record' } })
  @ApiExtraModels(StreamLineView)
  @ApiResponse({
    status: 202,
    description: 'A line for every 500 lines taken over, and a last one with the sums',
    content: { [NDJSON]: { schema: { $ref: getSchemaPath(StreamLineView) } } },
  })
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict')
  @Described(
    'Any number of children, one JSON object per line (application/x-ndjson). Sending the same stream again under the same key goes on where it broke off',
    {},
  )
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
    const tell = (line: object): unknown => {
      if (!response.headersSent) response.status(202).setHeader('Content-Type', NDJSON);
      return response.write(`${JSON.stringify(line)}\n`);
    };
    try {
      for await (const lines of readNdjson(request, { batchSize: LINES, maxLineBytes: 1_000_000 })) {
        const part = await this.takePart(lines, { ...whose, key: partKey(key, ++number) });
        sums.lines += lines.length;
        sums.children += part.children.length;
        sums.refusedLines += part.errors.length;
        tell(part);
      }
      tell({ done: true, ...sums });
    } catch (error) {
      if (!response.headersSent) throw error;
      const problem = toProblem(error, String(response.getHeader('X-Request-Id')));
      tell({ done: false, ...sums, problem });
    }
    response.end();
  }

  private async takePart(
    lines: readonly NdjsonLine[],
    whose: Whose & { readonly key: string },
  ): Promise<{ from: number; to: number; children: readonly TakenChild[]; errors: LineErrorView[] }> {
    const read = await readLines(lines);
    const cares = read.flatMap(({ records }) => records);
    const errors = read.flatMap(({ error }) => error ?? []);
    const content = lines.map((item) => ('value' in item ? item.value : item.line));
    const { children } = await this.receive.batch({ ...whose, cares, route: 'POST stream', content });
    return { from: lines[0]?.line ?? 0, to: lines.at(-1)?.line ?? 0, children, errors };
  }
}

/** Every part of a stream is a request of its own; a long key makes room for the number. */
const partKey = (key: string, number: number): string =>
  `${key.length > 240 ? createHash('sha256').update(key).digest('hex') : key}/${number}`;

interface ReadLine {
  readonly records: ReturnType<typeof readCareRecords>['records'];
  readonly error?: LineErrorView;
}

/** With room for others in between. */
async function readLines(lines: readonly NdjsonLine[]): Promise<ReadLine[]> {
  const read: ReadLine[] = [];
  for (const [index, line] of lines.entries()) {
    if (index % 50 === 49) await letOthersIn();
    read.push(readLine(line));
  }
  return read;
}

function readLine(item: NdjsonLine): ReadLine {
  if ('error' in item) {
    const { code, field = '', message } = item.error;
    return { records: [], error: { line: item.line, errors: [{ field, code, message }] } };
  }
  const { records, complaints } = readCareRecords([item.value]);
  if (complaints.length === 0) return { records };
  return { records, error: { line: item.line, errors: complaints.map((one) => fieldErrorOf(one, '')) } };
}
