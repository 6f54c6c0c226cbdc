import type { ReactNode } from 'react';
import { useWords } from '../../language/language';
import { Empty } from '../../parts/notes';
import { Link } from '../../routing/link';
import { useChosen } from '../../shell/session';

interface NoKitaPlanerProps {
  /** There are connections to something else. */
  readonly others: boolean;
}

/** Nothing to show of the Kita-Planer: not yet, or because the tenant uses other interfaces. */
export function NoKitaPlaner({ others }: NoKitaPlanerProps): ReactNode {
  const { t } = useWords();
  const { base } = useChosen();
  return (
    <Empty title={others ? t('records/otherInterfaces') : t('records/noConnection')}>
      <Link href={`${base}/connections`}>{t('connections/title')}</Link>
    </Empty>
  );
}
