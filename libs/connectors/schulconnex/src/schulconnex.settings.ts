import { IsDay } from '@gateway/http';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { LocalCodes } from './domain/code-lists';
import type { KeyStrategy } from './domain/match-keys';
import {
  defaultContinuation,
  type ContinuationPolicy,
  type CourseContinuation,
} from './domain/plan/school-year';
import { AreAttributesOf, AreCodeLists, IsPemCertificates } from './settings-rules';

/** Whether a URL is one we would send to is for the use case to say. */
const ADDRESS = /^https:\/\/[^?#\s]*[^/?#\s]$/i;

/** Which attributes the school leads (“führend”), and which it may empty over there (dossier 10.2). */
export class LeadershipSettings {
  @IsOptional() @AreAttributesOf('person') readonly person?: string[];
  @AreAttributesOf('person') readonly personEmpties: string[] = [];
  @IsOptional() @AreAttributesOf('context') readonly context?: string[];
  @AreAttributesOf('context') readonly contextEmpties: string[] = [];
  @IsOptional() @AreAttributesOf('group') readonly group?: string[];
  @AreAttributesOf('group') readonly groupEmpties: string[] = [];
  @IsOptional() @AreAttributesOf('membership') readonly membership?: string[];
  @AreAttributesOf('membership') readonly membershipEmpties: string[] = [];
}

/** What goes on under its id after a change of the school year (guide “Schuljahreswechsel”). */
export class ContinuationSettings implements ContinuationPolicy {
  @IsIn(['always', 'same-teacher'])
  readonly upperCourses: CourseContinuation = defaultContinuation.upperCourses;

  @IsIn(['always', 'same-teacher'])
  readonly lowerCourses: CourseContinuation = defaultContinuation.lowerCourses;

  /** Days an ended group stays before it is deleted; 0 deletes it at once. */
  @IsInt()
  @Min(0)
  @Max(365)
  readonly deleteAfterDays: number = defaultContinuation.deleteAfterDays;
}

/** From one day to another, both included. */
export class PeriodSettings {
  @IsDay() readonly from!: string;
  @IsDay() readonly until!: string;
}

/** What one connection to a Schulconnex service needs to know. Secrets are in the vault, not here. */
export class SchulconnexSettings {
  /** With the version of the interface, e.g. `https://…/v1`, without a slash at the end. */
  @IsString()
  @MaxLength(2_000)
  @Matches(ADDRESS)
  readonly baseUrl!: string;

  @IsString()
  @MaxLength(2_000)
  @Matches(ADDRESS)
  readonly tokenUrl!: string;

  /** PEM. Without it, the certificate authorities of the system are trusted. */
  @IsOptional()
  @MaxLength(100_000)
  @IsPemCertificates()
  readonly serverCa?: string;

  /** The process description asks for `password`; new services want `client_credentials` (RFC 9700). */
  @IsIn(['password', 'client_credentials'])
  readonly grant: 'password' | 'client_credentials' = 'password';

  @Length(1, 200)
  readonly clientId!: string;

  @IsIn(['basic', 'body'])
  readonly clientAuthentication: 'basic' | 'body' = 'basic';

  /** Kennung; for the grant `password` only. */
  @ValidateIf(({ grant, username }: SchulconnexSettings) => grant === 'password' || username !== undefined)
  @Length(1, 200)
  readonly username?: string;

  @IsOptional()
  @Length(1, 500)
  readonly scope?: string;

  /** Start of every referrer of ours: `svs` makes `svs:S-125`. Tells our records from other source systems'. */
  @Matches(/^[A-Za-z0-9_-]{1,20}$/)
  readonly namespace!: string;

  /** What decides when the two keys of a record contradict each other; a person unless told otherwise. */
  @IsIn(['ask', 'link', 'referrer'])
  readonly keyStrategy: KeyStrategy = 'ask';

  /** Update without asking although a referrer of ours leads nowhere (a restored backup). */
  @IsBoolean()
  readonly trustLikenessOverReferrer: boolean = false;

  /** Ask before a group is created whose name and type is there already. */
  @IsBoolean()
  readonly holdDuplicates: boolean = true;

  /** Pre-select imports of lessons whose Referenzgruppen are all known. */
  @IsBoolean()
  readonly suggestLessonsOfKnownGroups: boolean = false;

  /** Vertrauensstufe of new people the school gives none. */
  @IsIn(['Kein', 'Unbe', 'Teil', 'Voll'])
  readonly trustLevel: string = 'Teil';

  @IsObject()
  @ValidateNested()
  @Type(() => LeadershipSettings)
  readonly leadership: LeadershipSettings = new LeadershipSettings();

  @IsObject()
  @ValidateNested()
  @Type(() => ContinuationSettings)
  readonly continuation: ContinuationSettings = new ContinuationSettings();

  /** While the school year changes, more may be created and deleted at once. */
  @IsOptional()
  @ValidateNested()
  @Type(() => PeriodSettings)
  readonly schoolYearChange?: PeriodSettings;

  /** Keys of the groups to synchronise, unless a run names others; all if absent. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50_000)
  @ArrayUnique()
  @Length(1, 200, { each: true })
  readonly groups?: string[];

  /** Whose holders come along whatever their groups, e.g. `Lehr`. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @Length(1, 20, { each: true })
  readonly roles?: string[];

  /** Code lists this service fills differently. */
  @IsObject()
  @AreCodeLists()
  readonly codeLists: LocalCodes = {};

  @IsInt()
  @Min(1)
  @Max(4)
  readonly parallelWrites: number = 4;
}
