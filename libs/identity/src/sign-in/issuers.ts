import { toInput } from '@gateway/http';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { readFileSync } from 'node:fs';
import { ROLES, type Role } from '../access/roles';

/** How people sign in, as whoever runs the gateway says. */
export class SignInConfig {
  /** Path of a JSON file with the OpenID providers, see `Issuer`. Without it there are local accounts only. */
  @IsOptional()
  @IsString()
  readonly OIDC_FILE?: string;

  /** Where browsers reach the gateway, e.g. `https://drehkreuz.example`; needed for OpenID Connect. */
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['https', 'http'] })
  readonly PUBLIC_URL?: string;
}

/** Whoever has this value in this claim has this role in this tenant. */
export class ClaimRule {
  /** Path into the claims, steps separated by dots: `realm_access.roles`. */
  @Length(1, 200)
  readonly claim!: string;

  @Length(1, 200)
  readonly value!: string;

  @IsIn(ROLES)
  readonly role!: Role;

  @IsUUID()
  readonly tenant!: string;
}

/** One OpenID provider people may come from. */
export class Issuer {
  /** In addresses of ours; never changed once people have come from it. */
  @Matches(/^[a-z][a-z0-9-]{0,30}$/)
  readonly key!: string;

  /** On the button. */
  @Length(1, 60)
  readonly name!: string;

  /** As its tokens name it; discovery starts here. */
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['https'] })
  readonly url!: string;

  @Length(1, 200)
  readonly clientId!: string;

  @Length(16, 500)
  readonly clientSecret!: string;

  /** PEM of the authority that vouches for its server, if that is none everybody knows. */
  @IsOptional()
  @IsString()
  readonly serverCa?: string;

  /** Whether a verified mail address of its is believed to be the one of an account here. */
  @IsOptional()
  @IsBoolean()
  readonly emailTrusted: boolean = false;

  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => ClaimRule)
  readonly rules!: ClaimRule[];
}

class IssuerFile {
  @IsArray()
  @ArrayMaxSize(50)
  @ArrayUnique((issuer: Issuer) => issuer.key)
  @ValidateNested({ each: true })
  @Type(() => Issuer)
  readonly issuers!: Issuer[];
}

/** The file of providers cannot be used; its content is not repeated, there are secrets in it. */
class IssuersInvalid extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'CONFIG_INVALID';

  constructor() {
    super('OIDC_FILE names no readable list of OpenID providers');
  }
}

/** The OpenID providers of this installation. */
@Injectable()
export class Issuers {
  private readonly known: readonly Issuer[];

  /** @throws {IssuersInvalid} */
  constructor({ OIDC_FILE }: SignInConfig) {
    this.known = OIDC_FILE === undefined ? [] : issuersFrom(OIDC_FILE);
  }

  all(): readonly Issuer[] {
    return this.known;
  }

  find(key: string): Issuer | undefined {
    return this.known.find((issuer) => issuer.key === key);
  }
}

function issuersFrom(path: string): readonly Issuer[] {
  try {
    return toInput(IssuerFile, JSON.parse(readFileSync(path, 'utf8'))).issuers;
  } catch {
    throw new IssuersInvalid();
  }
}
