import { Type } from 'class-transformer';
import { IsIn, IsInt, IsString, Max, Min } from 'class-validator';

/** How the HTTP side of the gateway runs. */
export class ServerConfig {
  @IsInt()
  @Min(0)
  @Max(65_535)
  @Type(() => Number)
  readonly PORT: number = 3000;

  /** Address to listen on; a reverse proxy that ends TLS stands in front of it. */
  @IsIn(['127.0.0.1', '0.0.0.0', '::', '::1'])
  readonly HOST: string = '127.0.0.1';

  @IsIn(['debug', 'info', 'warn', 'error', 'silent'])
  readonly LOG_LEVEL: string = 'info';

  /** Folder of the built pages, from the working directory. */
  @IsString()
  readonly ADMIN_DIR: string = 'apps/admin/dist';
}
