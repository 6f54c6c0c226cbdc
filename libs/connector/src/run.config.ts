import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** How long work is believed to be in good hands without news of it. */
export class RunConfig {
  /**
   * Seconds after which a run, and every record it has claimed, counts as abandoned. Longer than any call
   * may take; what dies waits so long before anybody looks after it.
   */
  @IsInt()
  @Min(10)
  @Max(3_600)
  @Type(() => Number)
  readonly RUN_LEASE_SECONDS: number = 300;
}
