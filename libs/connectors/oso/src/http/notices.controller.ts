import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Described, type Page, pageOf, PageQuery, readPosition } from '@gateway/http';
import { Caller, Permission } from '@gateway/identity';
import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { settingsOf, osoConnection } from '../use-cases/context';
import { FetchDossier } from '../use-cases/fetch-dossier';
import { Notices } from '../use-cases/notices';
import { NeedsAccount, OrderingAccount } from './ordering-account';
import { BASE } from './paths';
import { NoticePage, NotificatieDetailView, noticeView, NotificatieView, timelineView } from './views';

/** Notificaties schools have sent us, and the dossiers they announce. */
@ApiTags('oso notices')
@Controller(`${BASE}/:connection/notices`)
export class NoticesController {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly notices: Notices,
    private readonly dossiers: FetchDossier,
  ) {}

  /** Newest first; the Koppelsleutel stays sealed. */
  @Get()
  @Permission('records:read', 'missing', 'malformed')
  @Described('Notificaties of schools, newest first', { 200: NoticePage })
  async list(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Query() query: PageQuery,
  ): Promise<Page<NotificatieView>> {
    const after = readPosition(query, { id: 'uuid' });
    const rows = await this.database.tenant(tenant, async (tx) => {
      const { id } = await osoConnection(this.connections, tx, connection);
      return this.notices.page(tx, id, { limit: query.limit + 1, ...(after ? { before: after.id } : {}) });
    });
    return pageOf(rows.map(noticeView), query, ({ id }) => [id]);
  }

  @Get(':notice')
  @Permission('records:read', 'missing')
  @Described('One Notificatie, and what was exchanged to fetch its dossier', { 200: NotificatieDetailView })
  async show(
    @Caller() { tenant }: Caller,
    @Param('connection') connection: string,
    @Param('notice') id: string,
  ): Promise<NotificatieDetailView> {
    const { notice, timeline } = await this.database.tenant(tenant, (tx) =>
      this.notices.history(tx, { connection }, id),
    );
    return { ...noticeView(notice), timeline: timeline.map(timelineView) };
  }

  /** Opens a session, fetches the dossier and closes the session; the dossier is kept sealed. */
  @Post(':notice/dossier')
  @HttpCode(200)
  @NeedsAccount()
  @Permission('records:act', 'missing', 'conflict')
  @Described('Fetches the dossier a Notificatie announces', { 200: NotificatieView })
  async fetch(
    @Caller() { tenant }: Caller,
    @OrderingAccount() actor: Actor,
    @Param('connection') connection: string,
    @Param('notice') notice: string,
  ): Promise<NotificatieView> {
    return noticeView(await this.dossiers.run({ tenant, connection, notice, actor }));
  }

  /** Not available in any profile: the form of a dossier is not public. */
  @Get(':notice/dossier')
  @Permission('payload:read', 'missing', 'conflict')
  @Described('Not available in any profile: the form of a dossier is not public', { 204: null })
  async content(@Caller() { tenant }: Caller, @Param('connection') connection: string): Promise<object> {
    const found = await this.database.tenant(tenant, (tx) => osoConnection(this.connections, tx, connection));
    return this.dossiers.content(settingsOf(found).profile);
  }
}
