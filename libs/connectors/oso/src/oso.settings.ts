import { X509Certificate } from 'node:crypto';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { OSO_NAMESPACE, profileNames, profiles, type Profile, type ProfileName } from './domain/profile';

const NUMBER = /^\d{20}$/;
const HOST = /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** A server of schools' systems a Terugkoppeling may go to. */
export class RecipientSetting {
  /** Lower case; `*.leverancier.nl` stands for any one name below. */
  @MaxLength(253)
  @Matches(HOST)
  readonly host!: string;

  /** OIN its certificate has to carry. */
  @IsOptional()
  @Matches(NUMBER)
  readonly organisationNumber?: string;
}

/** What one connection to OSO needs to know. The words people see are in `texts/`, under `settings`. */
export class OsoSettings {
  /** Not published: whoever is admitted to OSO is told it. */
  @MaxLength(2_000)
  @IsUrl({ protocols: ['https'], require_protocol: true, require_tld: false, disallow_auth: true })
  @Matches(/^[^?#]*$/)
  readonly trafficCenterUrl!: string;

  /** OIN. */
  @IsOptional()
  @Matches(NUMBER)
  readonly trafficCenterNumber?: string;

  @IsIn(profileNames)
  readonly profile: ProfileName = 'oso2017';

  /** Where the environment uses another one than we have seen in messages of this version. */
  @IsOptional()
  @Matches(OSO_NAMESPACE)
  readonly namespace?: string;

  @IsBoolean()
  readonly strictNamespace: boolean = false;

  /** PEM of this environment's authorities; test and production have different ones. Absent: the system's. */
  @IsOptional()
  @MaxLength(100_000)
  @IsPemCertificates()
  readonly serverCa?: string;

  /** PEM. */
  @IsOptional()
  @MaxLength(1_000_000)
  @Matches(/^-----BEGIN X509 CRL-----/)
  readonly revocationList?: string;

  /** Which direction bron and doel of the Terugkoppeling follow; not confirmed by a published message. */
  @IsIn(['terugkoppeling', 'dossier'])
  readonly direction: 'terugkoppeling' | 'dossier' = 'terugkoppeling';

  /** `registered`: to `recipients` only. `public`: to any public address the Traffic Center returns. */
  @IsIn(['registered', 'public'])
  readonly addressPolicy: 'registered' | 'public' = 'registered';

  @IsArray()
  @ArrayMaxSize(1_000)
  @ArrayUnique((recipient: RecipientSetting) => recipient.host)
  @ValidateIf(
    ({ addressPolicy, recipients }: OsoSettings) => addressPolicy === 'registered' || recipients.length > 0,
  )
  @ArrayNotEmpty()
  @ValidateNested({ each: true })
  @Type(() => RecipientSetting)
  readonly recipients: RecipientSetting[] = [];

  /** OINs of the systems that may send a Notificatie. */
  @IsArray()
  @ArrayMaxSize(1_000)
  @ArrayUnique()
  @Matches(NUMBER, { each: true })
  readonly allowedSenders: string[] = [];

  @IsInt()
  @Min(1)
  @Max(60)
  readonly meldenTimeoutSeconds: number = 10;

  @IsInt()
  @Min(1)
  @Max(120)
  readonly deliveryTimeoutSeconds: number = 60;

  /** Afterwards content and Koppelsleutel are erased. */
  @IsInt()
  @Min(1)
  @Max(400)
  readonly contentDays: number = 30;

  /** A Notificatie nobody has answered is erased after so many days. */
  @IsInt()
  @Min(1)
  @Max(400)
  readonly noticeDays: number = 183;

  /**
   * `MM-DD`, when a version of OSO is followed by the next: what was received before is erased, whatever became
   * of it, because its Koppelsleutel is of no use any more. Null: the season is not watched.
   */
  @IsOptional()
  @Matches(/^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/)
  readonly seasonEndsOn: string | null = '08-15';
}

/** The profile of a connection, in the namespace it was told. */
export const profileOf = ({ profile, namespace }: Pick<OsoSettings, 'profile' | 'namespace'>): Profile => ({
  ...profiles[profile],
  ...(namespace === undefined ? {} : { namespace }),
});

/** One or more PEM certificates, each of which can be read. */
function IsPemCertificates(options?: ValidationOptions): PropertyDecorator {
  const defaultMessage = (): string => '$property must be PEM certificates';
  return ValidateBy({ name: 'isPemCertificates', validator: { validate: arePem, defaultMessage } }, options);
}

function arePem(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const blocks = value.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.length > 0 && blocks.every(isReadable);
}

function isReadable(pem: string): boolean {
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    return false;
  }
}
