import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useAct } from '../../api/act';
import type { Device, Items } from '../../api/people';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Listed } from '../../parts/listed';
import { Badge, Failure } from '../../parts/notes';

const key = ['devices'];

/** Where one is signed in oneself, and the way to end it elsewhere. */
export function Devices(): ReactNode {
  const { t } = useWords();
  const read = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => request<Items<Device>>('/session/devices', { signal }),
  });
  return (
    <Listed read={read} empty={t('devices/none')}>
      {(devices) => (
        <ul className="stack">
          {devices.map((device) => (
            <OneDevice key={device.id} device={device} />
          ))}
        </ul>
      )}
    </Listed>
  );
}

function OneDevice({ device }: { readonly device: Device }): ReactNode {
  const { t, moment } = useWords();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const { id, browser, lastSeenAt, createdAt, current } = device;
  const act = useAct(
    () => request(`/session/devices/${id}`, { method: 'DELETE' }),
    () => {
      announce(t('devices/ended'));
      void queries.invalidateQueries({ queryKey: key });
    },
  );
  return (
    <li className="device">
      <div>
        <strong>{browser}</strong>
        <div className="quiet-text">
          {t('devices/since', { since: moment(createdAt), last: moment(lastSeenAt) })}
        </div>
      </div>
      {act.error !== undefined && <Failure error={act.error} />}
      {current ? (
        <Badge tone="info" icon="check">
          {t('devices/current')}
        </Badge>
      ) : (
        <Button
          icon="out"
          aria-label={t('devices/endOne', { browser, date: moment(createdAt) })}
          busy={act.busy}
          onClick={() => act.run(undefined)}
        >
          {t('signOut')}
        </Button>
      )}
    </li>
  );
}
