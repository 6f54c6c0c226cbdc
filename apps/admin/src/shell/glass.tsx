import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../api/act';
import { endGlass, openGlass, type Grant, type Items } from '../api/people';
import { request } from '../api/request';
import { useWords } from '../language/language';
import { Button } from '../parts/button';
import { Dialog } from '../parts/dialog';
import { SelectField, TextArea, TextField } from '../parts/field';
import { Callout, Failure } from '../parts/notes';
import { useChosen } from './session';

/** As long as an operator sees records: how long still, and the way to end it. */
export function GlassBanner(): ReactNode {
  const { t } = useWords();
  const { tenant, api, user } = useChosen();
  const queries = useQueryClient();
  const left = useMinutesLeft(tenant.breakGlassUntil);
  const act = useAct(
    async () => {
      const { items } = await request<Items<Grant>>(`${api}/break-glass`);
      const own = items.filter(
        (grant) =>
          grant.user.id === user.id && grant.endedAt === null && Date.parse(grant.endsAt) > Date.now(),
      );
      await Promise.all(own.map(({ id }) => endGlass(api, id)));
    },
    () => void queries.invalidateQueries(),
  );
  if (left === undefined) return null;
  return (
    <Callout tone="notice" title={t('glass/banner', { n: left })}>
      <p>{t('glass/bannerText')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <Button busy={act.busy} onClick={() => act.run(undefined)}>
        {t('glass/end')}
      </Button>
    </Callout>
  );
}

function useMinutesLeft(until: string | null): number | undefined {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), 10_000);
    return () => window.clearInterval(timer);
  }, [until]);
  const left = until === null ? 0 : Date.parse(until) - now;
  return left > 0 ? Math.ceil(left / 60_000) : undefined;
}

/** Where an operator has no right to see records: the way in, for a reason the tenant reads. */
export function WayThroughGlass(): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const [opening, setOpening] = useState(false);
  if (!may('break-glass:open')) return null;
  return (
    <>
      <Button icon="eye" onClick={() => setOpening(true)}>
        {t('glass/open')} …
      </Button>
      {opening && <OpenGlassDialog close={() => setOpening(false)} />}
    </>
  );
}

const durations = [15, 30, 60] as const;

export function OpenGlassDialog({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  const [minutes, setMinutes] = useState<number>(15);
  const act = useAct(
    () =>
      openGlass(api, {
        ...{ reason: reason.trim(), minutes },
        ...(ticket.trim() === '' ? {} : { ticket: ticket.trim() }),
      }),
    () => {
      close();
      void queries.invalidateQueries();
    },
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Dialog title={t('glass/open')} onClose={close}>
      <p>{t('glass/openMeans')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <form onSubmit={submit}>
        <TextArea
          label={t('plan/reason')}
          hint={t('glass/reasonHint')}
          required
          minLength={10}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <TextField
          label={t('glass/ticket')}
          maxLength={100}
          value={ticket}
          onChange={(event) => setTicket(event.target.value)}
        />
        <MinutesField minutes={minutes} choose={setMinutes} />
        <div className="buttons">
          <Button type="submit" look="main" busy={act.busy}>
            {t('glass/openGo')}
          </Button>
          <Button onClick={close}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface MinutesFieldProps {
  readonly minutes: number;
  readonly choose: (minutes: number) => void;
}

function MinutesField({ minutes, choose }: MinutesFieldProps): ReactNode {
  const { t } = useWords();
  return (
    <SelectField
      label={t('glass/minutes')}
      value={String(minutes)}
      choices={durations.map((value) => ({
        value: String(value),
        label: t('glass/minutesChoice', { n: value }),
      }))}
      onChoose={(value) => choose(Number(value))}
    />
  );
}
