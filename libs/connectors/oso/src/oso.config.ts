import { IsInt, IsIP, IsOptional, IsString, Matches, Max, Min, ValidateIf } from 'class-validator';
import { Type } from 'class-transformer';

/** How schools' systems reach us with a Notificatie. Without a port, nothing listens. */
export class OsoConfig {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly OSO_NOTIFICATION_PORT?: number;

  @IsIP()
  readonly OSO_NOTIFICATION_ADDRESS: string = '127.0.0.1';

  /** PEM: our key and our certificate with those above it. */
  @ValidateIf(({ OSO_NOTIFICATION_PORT }: OsoConfig) => OSO_NOTIFICATION_PORT !== undefined)
  @IsString()
  readonly OSO_NOTIFICATION_TLS_FILE?: string;

  /** PEM: the authorities whose clients are let in. */
  @ValidateIf(({ OSO_NOTIFICATION_PORT }: OsoConfig) => OSO_NOTIFICATION_PORT !== undefined)
  @IsString()
  readonly OSO_NOTIFICATION_CA_FILE?: string;

  /** One certificate may send so many Notificaties in a minute; a supplier sends for all its schools. */
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  readonly OSO_NOTIFICATIONS_PER_MINUTE: number = 600;

  /** The SOAP library would print keys and messages if it were named here. */
  @IsOptional()
  @Matches(/^(?!(.*[\s,])?(\*|node-))/, { message: 'DEBUG must not make libraries print what they send' })
  readonly DEBUG?: string;
}
