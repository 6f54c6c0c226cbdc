import { IsIn } from 'class-validator';

/** What this process does: serve the API, work off jobs, or both. */
export class JobsConfig {
  @IsIn(['all', 'api', 'worker'])
  readonly ROLE: 'all' | 'api' | 'worker' = 'all';
}
