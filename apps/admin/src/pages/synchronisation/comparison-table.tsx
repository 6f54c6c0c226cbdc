import type { ReactNode } from 'react';
import type { Comparison } from '../../api/synchronisations';
import { useWords } from '../../language/language';
import { Icon, type IconName } from '../../parts/icon';
import { useWordOf } from './values';

const signs: Readonly<Record<string, IconName>> = {
  agrees: 'check',
  differs: 'warning',
  'missing-in-candidate': 'question',
  'missing-in-subject': 'question',
};

/** Both sides, attribute by attribute: facts and no score. */
export function ComparisonTable({ comparison }: { readonly comparison: Comparison }): ReactNode {
  const { t, named } = useWords();
  const wordOf = useWordOf();
  const { subject, candidates, attributes } = comparison;
  const columns = [subject, ...candidates];
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t('sync/comparison')}>
      <table>
        <caption className="hidden-text">{t('sync/comparison')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('sync/attribute')}</th>
            {columns.map(({ side, id, exists }) => (
              <th scope="col" key={`${side} ${id}`}>
                {t(`syncSide/${side}`)}
                <br />
                <span className="reference">{id}</span>
                {!exists && ` – ${t('sync/gone')}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attributes.map(({ attribute, subject: value, candidates: others }) => (
            <tr key={attribute}>
              <th scope="row">{named('syncAttribute', attribute)}</th>
              <td>{wordOf(value)}</td>
              {others.map((other, index) => (
                <td key={candidates[index]?.id ?? index}>
                  {wordOf(other.value)}
                  <span className={`agreement ${other.agreement}`}>
                    <Icon name={signs[other.agreement] ?? 'question'} />
                    {named('syncAgreement', other.agreement)}
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
