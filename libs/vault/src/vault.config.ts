import { IsOptional, IsString } from 'class-validator';

export class VaultConfig {
  /**
   * Path of the file (or `/dev/fd/N`) with the key-encryption keys, see `KeyFile`. Without it the development key
   * is used, which production refuses. The keys themselves never go into the environment.
   */
  @IsOptional()
  @IsString()
  readonly VAULT_KEY_FILE?: string;

  @IsOptional()
  @IsString()
  readonly NODE_ENV?: string;
}
