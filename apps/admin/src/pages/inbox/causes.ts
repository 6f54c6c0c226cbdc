import type { FeedbackState } from '../../api/feedback';
import { useOverview, type Cause } from '../../api/overview';
import type { Status } from '../../api/records';
import { useOsoTexts } from '../../language/oso';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { useChosen } from '../../shell/session';

/** Which status of the records list a group of the inbox is. */
export const statusOfCause = ({ state, cause }: Cause): Status => {
  if (state === 'held') return cause.startsWith('KP-P') ? 'PRUEFFEHLER' : 'ANGEHALTEN';
  if (state === 'failed') return 'AUFGEGEBEN';
  return state === 'uncertain' ? 'UNGEKLAERT' : 'FEHLER_IN_KITA_PLANER';
};

const feedbackStates = {
  held: 'NIEUW',
  uncertain: 'ONZEKER',
  rejected: 'AFGEWEZEN',
  failed: 'MISLUKT',
} as const;

export const feedbackStateOf = ({ state }: Cause): FeedbackState => feedbackStates[state];

interface CauseWords {
  readonly title: string;
  readonly advice: string | undefined;
  /** Where it is seen to. */
  readonly href: string;
}

/** What a cause is called, what is to be done, and where, whatever interface it is of. */
export function useCauseWords(): (cause: Cause) => CauseWords {
  const { kitaPlaner, named } = useWords();
  const { base } = useChosen();
  const usesOso = useOverview().data?.connections.some(({ connector }) => connector === 'oso') ?? false;
  const { codes } = useOsoTexts(usesOso);
  return (group) => {
    const { connector, connection, cause } = group;
    const code = encodeURIComponent(cause);
    if (connector === 'schulconnex') {
      const href = `${base}/synchronisation?connection=${connection}`;
      return { title: named('cause', cause), advice: named('causeDo', cause), href };
    }
    if (connector === 'oso') {
      const href = `${base}/feedback?connection=${connection}&state=${feedbackStateOf(group)}&code=${code}`;
      return { title: codes[cause]?.title ?? cause, advice: codes[cause]?.do, href };
    }
    const known = explanationOf(kitaPlaner, cause);
    const href = `${base}/records?connection=${connection}&status=${statusOfCause(group)}&code=${code}`;
    return { title: known?.title ?? cause, advice: known?.do, href };
  };
}
