import { IsOptional, IsString } from 'class-validator';

export class VaultConfig {
  /**
   * Path of the file (or `/dev/fd/N`) with the key-encryption keys, see `KeyFile`. Without it the development key
   * is used, which production refuses. The keys themselves never go into the environment.
   */
  @IsOptional()
  @IsString()
  readonly VAULT_KEY_FILE?: string;

  /**
   * Path of the file that remembers who was erased, outside the database, see `ErasureLedger`. Every process needs
   * one; those on one machine may share it.
   */
  @IsOptional()
  @IsString()
  readonly ERASURE_LEDGER_FILE?: string;

  @IsOptional()
  @IsString()
  readonly NODE_ENV?: string;
}
