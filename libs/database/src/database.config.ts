import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsUrl, Max, MaxLength, Min } from 'class-validator';

const postgres = { protocols: ['postgres', 'postgresql'], require_tld: false, require_host: true };

/** Where the data lives. Without `DATABASE_URL` the embedded PostgreSQL is started (development, demo, tests). */
export class DatabaseConfig {
  /** Login of the running application; it needs nothing but membership in `drehkreuz_app`. */
  @IsOptional()
  @IsUrl(postgres)
  readonly DATABASE_URL?: string;

  /** Login that owns the tables, for `migrate` alone. Falls back to `DATABASE_URL`. */
  @IsOptional()
  @IsUrl(postgres)
  readonly DATABASE_ADMIN_URL?: string;

  /** Where the embedded PostgreSQL keeps its data; relative to the working directory. */
  @MaxLength(1_000)
  readonly DATA_DIR: string = '.data/gateway';

  @IsInt()
  @Min(1)
  @Max(200)
  @Type(() => Number)
  readonly DATABASE_POOL_SIZE: number = 10;
}
