import type { ReactNode } from 'react';
import type { FeedbackState } from '../../api/feedback';
import { useOsoTexts } from '../../language/oso';
import type { IconName } from '../../parts/icon';
import { Badge, type Tone } from '../../parts/notes';

export const looks: Readonly<
  Record<FeedbackState, { readonly tone: Tone; readonly icon: IconName; readonly outlined?: boolean }>
> = {
  NIEUW: { tone: 'calm', icon: 'clock' },
  VERZONDEN: { tone: 'calm', icon: 'sending' },
  BEVESTIGD: { tone: 'good', icon: 'check' },
  AFGEWEZEN: { tone: 'bad', icon: 'refused' },
  MISLUKT: { tone: 'bad', icon: 'again', outlined: true },
  ONZEKER: { tone: 'info', icon: 'question' },
  AFGESLOTEN: { tone: 'byhand', icon: 'checks' },
};

export function FeedbackBadge({ state }: { readonly state: FeedbackState }): ReactNode {
  const { states } = useOsoTexts();
  return <Badge {...looks[state]}>{states[state] ?? state}</Badge>;
}
