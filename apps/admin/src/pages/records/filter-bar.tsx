import { useState, type ReactNode, type SubmitEvent } from 'react';
import type { ConnectionState } from '../../api/overview';
import { archiveReasons, type RecordFilter } from '../../api/records';
import { explanationOf } from '../../language/partners';
import { useWords } from '../../language/language';
import { Button } from '../../parts/button';
import { SelectField, TextField } from '../../parts/field';
import { Link } from '../../routing/link';
import { go, usePlace, withFilters } from '../../routing/location';
import { isNarrowed, openStatuses } from './filters';

/** Which key of the overview's counts a status is; some have none of their own. */
const countKeys: Readonly<Record<string, string>> = {
  NEU: 'accepted',
  IN_UEBERTRAGUNG: 'sending',
  PRUEFFEHLER: 'held:check-failed',
  FEHLER_IN_KITA_PLANER: 'rejected',
  UNGEKLAERT: 'uncertain',
  AUFGEGEBEN: 'failed',
};

interface ChipsProps {
  readonly connection: ConnectionState;
  readonly filter: RecordFilter;
}

export function StatusChips({ connection: { counts }, filter }: ChipsProps): ReactNode {
  const { t, number } = useWords();
  const place = usePlace();
  const to = (changes: Readonly<Record<string, string | undefined>>): string =>
    withFilters(place, {
      ...{ view: undefined, status: undefined, reason: undefined, code: undefined },
      ...{ cursor: undefined, record: undefined },
      ...changes,
    });
  const isOpen = filter.view === 'open';
  return (
    <nav className="chips" aria-label={t('records/statusFilter')}>
      <Chip href={to({})} chosen={isOpen && !filter.status} text={t('records/allOpen')} />
      {openStatuses.map((status) => {
        const count = counts[countKeys[status] ?? ''];
        return (
          <Chip
            key={status}
            href={to({ status })}
            chosen={filter.status === status}
            text={t(`status/${status}`)}
            {...(count === undefined ? {} : { count: number(count) })}
          />
        );
      })}
      <Chip href={to({ view: 'archive' })} chosen={!isOpen && !filter.reason} text={t('records/archive')} />
      {!isOpen &&
        archiveReasons.map((reason) => (
          <Chip
            key={reason}
            href={to({ view: 'archive', reason })}
            chosen={filter.reason === reason}
            text={t(`status/${reason}`)}
          />
        ))}
    </nav>
  );
}

interface ChipProps {
  readonly href: string;
  readonly chosen: boolean;
  readonly text: string;
  readonly count?: string;
}

const Chip = ({ href, chosen, text, count }: ChipProps): ReactNode => (
  <Link className="chip" href={href} {...(chosen ? { 'aria-current': 'true' as const } : {})}>
    {text}
    {count !== undefined && <span className="count">{count}</span>}
  </Link>
);

interface FilterBarProps extends ChipsProps {
  readonly connections: readonly ConnectionState[];
}

export function FilterBar({ connection, connections, filter }: FilterBarProps): ReactNode {
  const { t } = useWords();
  const place = usePlace();
  const set = (changes: Readonly<Record<string, string | undefined>>): void =>
    go(withFilters(place, { cursor: undefined, record: undefined, ...changes }));
  const nothing = {
    status: undefined,
    reason: undefined,
    code: undefined,
    child: undefined,
    number: undefined,
  };
  const { number, childId } = filter;
  return (
    <div className="filters" role="search" aria-label={t('records/filter')}>
      {connections.length > 1 && (
        <SelectField
          label={t('connection')}
          value={connection.id}
          choices={connections.map(({ id, name }) => ({ value: id, label: name }))}
          onChoose={(id) => set({ connection: id })}
        />
      )}
      <Search
        key={`number ${number ?? ''}`}
        label={t('records/number')}
        value={number}
        search={(wanted) => set({ number: wanted })}
      />
      <Search
        key={`child ${childId ?? ''}`}
        label={t('records/child')}
        value={childId}
        search={(child) => set({ child })}
      />
      {filter.view === 'open' && <CodeChoice code={filter.code} choose={(code) => set({ code })} />}
      {isNarrowed(filter) && (
        <Button look="quiet" onClick={() => set(nothing)}>
          {t('records/reset')}
        </Button>
      )}
    </div>
  );
}

interface CodeChoiceProps {
  readonly code: string | undefined;
  readonly choose: (code: string) => void;
}

/** Every message that is explained, and the one in the address even if it is not. */
function CodeChoice({ code = '', choose }: CodeChoiceProps): ReactNode {
  const { t, kitaPlaner } = useWords();
  const codes = [...Object.entries(kitaPlaner.errors), ...Object.entries(kitaPlaner.uncertain)];
  const isKnown = code === '' || explanationOf(kitaPlaner, code) !== undefined;
  return (
    <SelectField
      label={t('records/message')}
      value={code}
      choices={[
        { value: '', label: t('all') },
        ...(isKnown ? [] : [{ value: code, label: code }]),
        ...codes.map(([value, { title }]) => ({ value, label: title })),
      ]}
      onChoose={choose}
    />
  );
}

interface SearchProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly search: (value: string) => void;
}

/** Searches with Enter or when it is left, so that no half of a number is asked for. */
function Search({ label, value = '', search }: SearchProps): ReactNode {
  const [typed, setTyped] = useState(value);
  const submit = (event?: SubmitEvent): void => {
    event?.preventDefault();
    if (typed.trim() !== value) search(typed.trim());
  };
  return (
    <form onSubmit={submit}>
      <TextField
        label={label}
        type="search"
        maxLength={40}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => submit()}
      />
    </form>
  );
}
