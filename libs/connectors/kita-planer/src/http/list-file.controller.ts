import { pipeline } from 'node:stream/promises';
import { Caller, Permission } from '@gateway/identity';
import { Controller, Get, Logger, Param, Query, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, Length } from 'class-validator';
import type { Response } from 'express';
import { listLanguages, type ListLanguage } from '../texts/list-words';
import { fileFormats, ListAsFile, type FileFormat } from '../use-cases/list-as-file';
import { ConnectionGuard } from './connection.guard';
import { archiveReasonOf, archiveReasons, exportStatus, statusOf, type ExportStatus } from './export-status';
import { BASE } from './path-parts';
import { archiveFilter, bufferFilter } from './record-filters';

const views = ['open', 'archive'] as const;

class ListFileQuery {
  @ApiPropertyOptional({ enum: fileFormats, default: 'csv' })
  @IsIn(fileFormats)
  readonly format: FileFormat = 'csv';

  @ApiPropertyOptional({ enum: views, default: 'open', description: 'The buffer, or its archive' })
  @IsIn(views)
  readonly view: (typeof views)[number] = 'open';

  @ApiPropertyOptional({ enum: listLanguages, default: 'de' })
  @IsIn(listLanguages)
  readonly language: ListLanguage = 'de';

  @ApiPropertyOptional({ enum: exportStatus, description: 'Of the buffer' })
  @IsOptional()
  @IsIn(exportStatus)
  readonly status?: ExportStatus;

  @ApiPropertyOptional({ enum: archiveReasons, description: 'Of the archive' })
  @IsOptional()
  @IsIn(archiveReasons)
  readonly reason?: (typeof archiveReasons)[number];

  @ApiPropertyOptional({ description: 'Of the buffer' })
  @IsOptional()
  @Length(1, 100)
  readonly code?: string;

  @ApiPropertyOptional({ description: 'KIND_ID_EXTERN' })
  @IsOptional()
  @Length(1, 25)
  readonly childId?: string;

  @ApiPropertyOptional() @IsOptional() @Length(1, 40) readonly number?: string;
}

const file = { schema: { type: 'string', format: 'binary' } };

/** What a list shows, to take along. */
@ApiTags('kita-planer records')
@Controller(`${BASE}/:connection`)
@UseGuards(ConnectionGuard)
export class ListFileController {
  private readonly logger = new Logger(ListFileController.name);

  constructor(private readonly lists: ListAsFile) {}

  @Get('list-file')
  @Permission('records:read', 'missing', 'malformed', 'too-large')
  @ApiOperation({
    summary:
      'Everything that matches as a CSV file, a workbook or a tagged PDF (at most 2,000 records); who took it is audited',
  })
  @ApiOkResponse({
    description: 'The file, sent as it is read',
    content: {
      'text/csv': file,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': file,
      'application/pdf': file,
    },
  })
  async take(
    @Caller() { tenant, actor }: Caller,
    @Param('connection') connection: string,
    @Query() query: ListFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    const { format, view, language } = query;
    const words = view === 'open' ? bufferFilter(query) : archiveFilter(query);
    const filter = { connectionId: connection, ...words };
    const { name, mediaType, chunks } = await this.lists.run({
      ...{ tenant, actor, connection, filter, format, view, language },
      statusOf: (record) => (record.archiveReason ? archiveReasonOf(record.archiveReason) : statusOf(record)),
    });
    response.setHeader('Content-Type', mediaType);
    response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
    response.setHeader('Cache-Control', 'no-store');
    // What breaks off half way must not look complete, so the connection is cut.
    await pipeline(chunks, response).catch((error: unknown) => {
      const { code = 'UNKNOWN' } = error as { readonly code?: string };
      if (code !== 'ERR_STREAM_PREMATURE_CLOSE')
        this.logger.warn({ msg: 'A list was not sent to its end', code });
    });
  }
}
