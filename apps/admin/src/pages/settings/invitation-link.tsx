import type { ReactNode } from 'react';
import type { Invitation } from '../../api/people';
import { useWords } from '../../language/language';
import { CopyText } from '../../parts/copy-text';
import { Callout } from '../../parts/notes';

/** A link with which somebody chooses a password; the only moment it can be read. */
export function InvitationLink({ invitation }: { readonly invitation: Invitation }): ReactNode {
  const { t, moment } = useWords();
  return (
    <Callout tone="notice" title={t('users/linkTitle')}>
      <p>{t('users/linkHint', { date: moment(invitation.expiresAt) })}</p>
      <CopyText text={`${window.location.origin}/invitation#${invitation.token}`} />
    </Callout>
  );
}
