import type { StepResult } from '../../domain/plan/report';
import type { Records } from '../../protocol/resources';
import type { Written } from '../../protocol/written';
import type { Resource } from '../../domain/plan/attributes';

/** What ends a run's writing altogether. */
export type Halt = 'read-only' | 'not-authorised' | 'misconfigured';

/** What became of one step, and what it means for the others. */
export interface StepOutcome {
  readonly result: StepResult['result'];
  readonly code?: string;
  readonly title?: string;
  readonly because?: string;
  readonly attributes?: readonly string[];
  /** The record as the service has it now. */
  readonly record?: Records[Resource];
  readonly halt?: Halt;
  /** The service does not offer this kind of request. */
  readonly notOffered?: boolean;
  /** Done as far as possible; what waits for it waits for a later run. */
  readonly holdsBack?: boolean;
  /** Nothing is gone yet: the link stays. */
  readonly keepsLink?: boolean;
}

export const done = (record?: Records[Resource]): StepOutcome => ({
  result: 'done',
  ...(record && { record }),
});

export const failed = (code: string, title?: string): StepOutcome => ({
  result: 'failed',
  code,
  ...(title !== undefined && { title }),
});

export const skipped = (because: string): StepOutcome => ({ result: 'skipped', because });

export const uncertain = (code: string): StepOutcome => ({ result: 'uncertain', code });

export const conflict = (attributes: readonly string[]): StepOutcome => ({ result: 'conflict', attributes });

/** R14: the confirmation was about something that is not there any more. */
export const changedSincePlan = (): StepOutcome => ({ result: 'conflict', code: 'CHANGED_SINCE_PLAN' });

/** What an answer of the service means for the step. */
export function outcomeOf(written: Written<Records[Resource]>): StepOutcome {
  switch (written.outcome) {
    case 'done':
      return done(written.record);
    case 'refused':
      return failed(written.code, written.title);
    case 'conflict':
      return changedSincePlan();
    case 'gone':
      return failed('VANISHED');
    case 'read-only':
      return { ...skipped('read only'), halt: 'read-only' };
    case 'not-offered':
      return { ...failed('501'), notOffered: true };
    case 'not-authorised':
      return { ...failed(written.code), halt: 'not-authorised' };
    case 'not-processed':
      return failed(written.reason);
    case 'misconfigured':
      return { ...failed(written.reason), halt: 'misconfigured' };
    case 'uncertain':
      return uncertain(written.reason);
  }
}
