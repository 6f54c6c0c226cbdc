import { Described } from '@gateway/http';
import { Permission } from '@gateway/identity';
import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { schulconnexTexts, type Language } from '../texts';
import { SchulconnexConnectionGuard } from './connection.guard';
import { BASE } from './paths';

const languages = Object.keys(schulconnexTexts);

class SchulconnexTextsQuery {
  @ApiPropertyOptional({ enum: languages, default: 'en' })
  @IsIn(languages)
  readonly language: Language = 'en';
}

/** What codes mean, for pages and vendors' software that show them to people. */
@ApiTags('schulconnex')
@Controller(`${BASE}/:connection/texts`)
@UseGuards(SchulconnexConnectionGuard)
export class SchulconnexTextsController {
  @Get()
  @Permission('records:read', 'missing', 'malformed')
  @Described('What the codes of this connector mean, and what to do about them', { 200: Object })
  texts(@Query() { language }: SchulconnexTextsQuery): object {
    return schulconnexTexts[language];
  }
}
