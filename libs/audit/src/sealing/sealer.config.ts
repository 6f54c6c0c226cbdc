import { IsOptional, IsString, Matches } from 'class-validator';

/** What the sealer's process needs to know. The application reads none of it. */
export class SealerConfig {
  /** Login that is a member of `drehkreuz_sealer` and of nothing else. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\//)
  readonly AUDIT_SEALER_DATABASE_URL?: string;

  /** Ed25519 key, PKCS#8 PEM, mode 0600. Without it a key for this process alone is made, except in production. */
  @IsOptional()
  @IsString()
  readonly AUDIT_SEALER_KEY_FILE?: string;

  /** Where checkpoints are appended; best on a mount with a retention lock. They go to the standard output as well. */
  @IsOptional()
  @IsString()
  readonly AUDIT_CHECKPOINT_FILE?: string;

  /** Name of the installation in every checkpoint. */
  @Matches(/^[\w./-]{1,100}$/)
  readonly AUDIT_ORIGIN: string = 'drehkreuz/audit';
}
