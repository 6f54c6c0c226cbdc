import type { ReactNode } from 'react';
import { useWords } from '../language/language';

export function Brand(): ReactNode {
  const { t } = useWords();
  return (
    <div className="brand">
      <img src="/icon.svg" alt="" width="28" height="28" />
      <span>{t('product')}</span>
    </div>
  );
}
