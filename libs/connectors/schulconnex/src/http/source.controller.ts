import {
  Described,
  IdempotencyKey,
  type NdjsonLine,
  PageQuery,
  readNdjson,
  StreamedBody,
  TakesIdempotencyKey,
} from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ChangeSource } from '../use-cases/change-source';
import { SourceRefused } from '../use-cases/errors';
import { ReadBack } from '../use-cases/read-back';
import type { UploadItem } from '../use-cases/upload-part';
import { UploadSnapshot, type UploadInput } from '../use-cases/upload-snapshot';
import { SchulconnexConnectionGuard } from './connection.guard';
import { BASE } from './paths';
import { SnapshotInput, SourceChangeInput, UploadQuery } from './source.inputs';
import { ChangedSourceView, SnapshotList, SnapshotView, SourceRecordPage } from './source.views';

/** Lines stored in one transaction. */
const LINES = 1_000;

/** What a school's software hands over: everything at once, and what has changed since. */
@ApiTags('schulconnex source')
@Controller(`${BASE}/:connection/source`)
@UseGuards(SchulconnexConnectionGuard)
export class SchulconnexSourceController {
  constructor(
    private readonly upload: UploadSnapshot,
    private readonly change: ChangeSource,
    private readonly readBack: ReadBack,
  ) {}

  @Get('snapshots')
  @Permission('records:read', 'missing')
  @Described('The newest uploads and what became of them', { 200: SnapshotList })
  async uploads(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
  ): Promise<SnapshotList> {
    return { items: await this.readBack.uploads({ tenant, connection }) };
  }

  @Post('snapshots')
  @TakesIdempotencyKey()
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict', 'invalid')
  @Described('Everything the school has, up to 5 MiB; it takes the place of the upload before', {
    201: SnapshotView,
  })
  whole(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Query() { refuses }: UploadQuery,
    @Body() { people, groups }: SnapshotInput,
  ): Promise<SnapshotView> {
    const items: UploadItem[] = [
      ...people.map((person) => ({ person })),
      ...groups.map((group) => ({ group })),
    ];
    const end = { end: { people: people.length, groups: groups.length } };
    return this.take({ tenant, connection, actor, key, refuses, parts: [items, [end]] });
  }

  @Post('snapshots/stream')
  @TakesIdempotencyKey()
  @StreamedBody()
  @ApiBody({
    schema: { type: 'string', description: 'Lines, each {"person"}, {"group"}, or at last {"end"}' },
  })
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict', 'invalid')
  @Described(
    'Everything the school has, however much: a record per line (application/x-ndjson), and a last line {"end": {"people": 3, "groups": 1}} with how many there are',
    { 201: SnapshotView },
  )
  stream(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Query() { refuses }: UploadQuery,
    @Req() request: Request,
  ): Promise<SnapshotView> {
    return this.take({ tenant, connection, actor, key, refuses, parts: partsOf(request) });
  }

  @Post('changes')
  @HttpCode(200)
  @TakesIdempotencyKey()
  @Permission('records:write', 'missing', 'malformed', 'too-large', 'conflict', 'invalid')
  @Described('What has changed since the snapshot, all or nothing', { 200: ChangedSourceView })
  changes(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @IdempotencyKey() key: string,
    @Body() sent: SourceChangeInput,
  ): Promise<ChangedSourceView> {
    return this.change.run({ tenant, connection, actor, key, sent });
  }

  @Get('people')
  @Permission('payload:read', 'missing', 'malformed', 'conflict')
  @Described('People as the gateway has them; every look is on record', { 200: SourceRecordPage })
  people(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Query() query: PageQuery,
  ): Promise<SourceRecordPage> {
    return this.readBack.page({ tenant, connection, actor }, 'people', query);
  }

  @Get('people/:key')
  @Permission('payload:read', 'missing', 'conflict')
  @Described('One person; every look is on record', { 200: Object })
  person(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('key') key: string,
  ): Promise<object> {
    return this.readBack.one({ tenant, connection, actor }, 'people', key);
  }

  @Get('groups')
  @Permission('payload:read', 'missing', 'malformed', 'conflict')
  @Described('Groups as the gateway has them', { 200: SourceRecordPage })
  groups(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Query() query: PageQuery,
  ): Promise<SourceRecordPage> {
    return this.readBack.page({ tenant, connection, actor }, 'groups', query);
  }

  @Get('groups/:key')
  @Permission('payload:read', 'missing', 'conflict')
  @Described('One group', { 200: Object })
  group(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Param('key') key: string,
  ): Promise<object> {
    return this.readBack.one({ tenant, connection, actor }, 'groups', key);
  }

  /** @throws {SourceRefused} */
  private async take(input: UploadInput): Promise<SnapshotView> {
    const snapshot = await this.upload.run(input);
    if (snapshot.state !== 'refused') return snapshot;
    const code = snapshot.code === 'SNAPSHOT_INCOMPLETE' ? snapshot.code : 'SNAPSHOT_REFUSED';
    throw new SourceRefused(code, snapshot.findings, { record: snapshot.id });
  }
}

async function* partsOf(request: Request): AsyncGenerator<readonly UploadItem[]> {
  for await (const lines of readNdjson(request, { batchSize: LINES, maxLineBytes: 4_000_000 }))
    yield lines.map(itemOf);
}

function itemOf(item: NdjsonLine): UploadItem {
  const { line } = item;
  if ('error' in item) return { unreadable: { line } };
  const said = item.value;
  if (typeof said !== 'object' || said === null) return { unreadable: { line } };
  if ('person' in said) return { person: said.person };
  if ('group' in said) return { group: said.group };
  const end = 'end' in said ? said.end : null;
  if (typeof end !== 'object' || end === null) return { unreadable: { line } };
  return { end: { people: undefined, groups: undefined, ...end } };
}
