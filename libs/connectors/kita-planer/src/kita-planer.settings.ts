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
  ValidateNested,
} from 'class-validator';
import { defaultFields, fieldNames, type FieldName } from './domain/fields';
import { ContainsMandatoryFields, IsCron, IsPemCertificates } from './settings-rules';

/** A Leistung of the source, and what it means to the Kita-Planer. */
export class ServiceMapping {
  @Length(1, 100)
  readonly service!: string;

  /** “Für den Kita Planer gültige Leistung”; any other makes no record. */
  @IsBoolean()
  readonly valid!: boolean;

  /** Outranks the hours of the agreement line. */
  @IsOptional()
  @MaxLength(20)
  readonly dailyHours?: string;

  @IsOptional()
  @MaxLength(100)
  readonly ageGroup?: string;
}

/** An Orgeinheit of the source and its KITA_ID_EXTERN. A unit without a line here is never transferred. */
export class UnitMapping {
  @Length(1, 100)
  readonly unit!: string;

  @Length(1, 25)
  readonly kitaId!: string;
}

/** A group of the source and its VER_GRUPPE_ID. */
export class GroupMapping {
  @Length(1, 100)
  readonly group!: string;

  @Length(1, 50)
  readonly groupId!: string;
}

/** An HTTP proxy between us and the Kita-Planer. The only one that is used: none is taken from the environment. */
export class ProxySetting {
  @Matches(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/)
  readonly host!: string;

  @IsInt()
  @Min(1)
  @Max(65_535)
  readonly port!: number;
}

/** How the Kita-Planer wants each gender to be written. */
export class GenderMapping {
  @MaxLength(20)
  readonly male: string = 'm';

  @MaxLength(20)
  readonly female: string = 'w';

  @MaxLength(20)
  readonly diverse: string = 'd';

  @MaxLength(20)
  readonly unspecified: string = '';
}

/**
 * Kita Planer Einrichtung: what one connection – one Träger – needs to know (chapter 4.2). The German
 * words people see for each property are in `texts/`, under `settings`. Whether anything is sent at all
 * is the connection's own switch.
 *
 * That a schedule needs a central credential is for the use case to check, which can see the vault.
 */
export class KitaPlanerSettings {
  /** Scheme, host and port, without a slash at the end. Whether we would send there is for the use case to say. */
  @IsString()
  @MaxLength(2_000)
  @Matches(/^[^?#]*[^/?#]$/)
  readonly baseUrl!: string;

  @Length(1, 200)
  @Matches(/^(\/[\w.~-]+)+$/)
  readonly importPath: string = '/kitaplaner/api/schnittstelle/import';

  /** PEM. Without it, the certificate authorities of the system are trusted. */
  @IsOptional()
  @MaxLength(100_000)
  @IsPemCertificates()
  readonly serverCa?: string;

  /** Its address must be allowed for the endpoint as well (`EGRESS_ALLOW`). Absent: straight to the Kita-Planer. */
  @IsOptional()
  @ValidateNested()
  @Type(() => ProxySetting)
  readonly proxy?: ProxySetting;

  /** The Träger's name in the Kita-Planer (`traeger` on the wire). */
  @Length(1, 25)
  readonly traeger!: string;

  @IsIn(['central', 'user'])
  readonly credentialMode: 'central' | 'user' = 'central';

  /** In mode `user`: somebody without a credential of their own sends with the central one. */
  @IsBoolean()
  readonly fallBackToCentral: boolean = false;

  /** Echtzeitübertragung. */
  @IsBoolean()
  readonly realTime: boolean = false;

  /** Five cron fields, in the tenant's time zone. Null: nothing is sent by itself. */
  @IsOptional()
  @IsCron()
  readonly schedule: string | null = null;

  /** Records in one call. */
  @IsInt()
  @Min(1)
  @Max(500)
  readonly batchSize: number = 100;

  @IsInt()
  @Min(5)
  @Max(300)
  readonly timeoutSeconds: number = 60;

  /** While somebody waits in front of the source. */
  @IsInt()
  @Min(5)
  @Max(300)
  readonly realTimeTimeoutSeconds: number = 15;

  /** Only for calls that certainly were not sent. */
  @IsInt()
  @Min(1)
  @Max(10)
  readonly connectAttempts: number = 3;

  /** Whether a record whose outcome nobody knows may be sent again without a person's word. */
  @IsIn(['manual', 'automatic'])
  readonly resendUncertain: 'manual' | 'automatic' = 'manual';

  /** Start of the number of each call, the Datenquelle: `KPD-000001`. */
  @Matches(/^[A-Z0-9-]{1,10}$/)
  readonly callNumberPrefix: string = 'KPD-';

  /** Start of the number of each record: `KPP-0000001`. */
  @Matches(/^[A-Z0-9-]{1,10}$/)
  readonly recordNumberPrefix: string = 'KPP-';

  @IsArray()
  @ArrayUnique()
  @IsIn(fieldNames, { each: true })
  @ContainsMandatoryFields()
  readonly fields: FieldName[] = [...defaultFields];

  /** Bereiche that take part; nothing is transferred for any other. */
  @IsArray()
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @IsString({ each: true })
  @Length(1, 100, { each: true })
  readonly areas: string[] = [];

  @IsArray()
  @ArrayMaxSize(10_000)
  @ArrayUnique((mapping: ServiceMapping) => mapping.service)
  @ValidateNested({ each: true })
  @Type(() => ServiceMapping)
  readonly services: ServiceMapping[] = [];

  @IsArray()
  @ArrayMaxSize(10_000)
  @ArrayUnique((mapping: UnitMapping) => mapping.unit)
  @ValidateNested({ each: true })
  @Type(() => UnitMapping)
  readonly units: UnitMapping[] = [];

  @IsArray()
  @ArrayMaxSize(10_000)
  @ArrayUnique((mapping: GroupMapping) => mapping.group)
  @ValidateNested({ each: true })
  @Type(() => GroupMapping)
  readonly groups: GroupMapping[] = [];

  @IsObject()
  @ValidateNested()
  @Type(() => GenderMapping)
  readonly genders: GenderMapping = new GenderMapping();

  /** Hint KP-310, “master data not taken over”, counts as an error of the record. */
  @IsBoolean()
  readonly masterDataNoticeIsError: boolean = false;

  /** Leave empty fields out instead of sending "", which may clear them in the Kita-Planer. */
  @IsBoolean()
  readonly omitEmptyFields: boolean = false;

  /** Payloads are erased afterwards. */
  @IsInt()
  @Min(1)
  @Max(120)
  readonly archiveMonths: number = 12;

  @IsInt()
  @Min(1)
  @Max(120)
  readonly protocolMonths: number = 24;

  /** How we write and read. Provisional until the operator hands out the description of the interface. */
  @IsIn(['KP-P1'])
  readonly wireProfile = 'KP-P1';
}
