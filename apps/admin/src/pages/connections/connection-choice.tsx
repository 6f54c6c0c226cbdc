import type { ReactNode } from 'react';
import { useOverview, type Connector, type ConnectionState } from '../../api/overview';
import { useWords } from '../../language/language';
import { SelectField } from '../../parts/field';
import { Empty, Failure, Skeleton } from '../../parts/notes';
import { Link } from '../../routing/link';
import { go, usePlace, type Place } from '../../routing/location';
import { useChosen } from '../../shell/session';

interface ConnectionChoiceProps {
  readonly connector: Connector;
  /** What is said where there is no connection of this kind. */
  readonly none: string;
  readonly children: (connection: ConnectionState) => ReactNode;
}

/** What a page shows of one connection: the one in the address, or the first of its kind. */
export function ConnectionChoice({ connector, none, children }: ConnectionChoiceProps): ReactNode {
  const { t } = useWords();
  const { base } = useChosen();
  const place = usePlace();
  const overview = useOverview();
  if (overview.isPending) return <Skeleton />;
  if (overview.isError) return <Failure error={overview.error} retry={() => void overview.refetch()} />;
  const own = overview.data.connections.filter((each) => each.connector === connector);
  const wanted = new URLSearchParams(place.search).get('connection');
  const connection = own.find(({ id }) => id === wanted) ?? own[0];
  if (!connection) {
    return (
      <Empty title={none}>
        <Link href={`${base}/connections`}>{t('connections/title')}</Link>
      </Empty>
    );
  }
  return (
    <>
      {own.length > 1 && (
        <div className="filters">
          <SelectField
            label={t('connection')}
            value={connection.id}
            choices={own.map(({ id, name }) => ({ value: id, label: name }))}
            onChoose={(id) => go(ofConnection(place, id))}
          />
        </div>
      )}
      {children(connection)}
    </>
  );
}

/** The same page about another connection: nothing of what was chosen of the first. */
const ofConnection = ({ path }: Place, id: string): string => `${path}?connection=${id}`;
