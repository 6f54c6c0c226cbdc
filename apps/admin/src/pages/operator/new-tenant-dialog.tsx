import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { request } from '../../api/request';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextField } from '../../parts/field';
import { Failure } from '../../parts/notes';

/** A new customer; people and connections follow in its own pages. */
export function NewTenantDialog({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const act = useAct(
    () => request('/operator/tenants', { method: 'POST', body: { name: name.trim() } }),
    () => {
      announce(t('saved'));
      close();
      void queries.invalidateQueries();
    },
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Dialog title={t('operator/newTenant')} onClose={close}>
      {act.error !== undefined && <Failure error={act.error} />}
      <form onSubmit={submit}>
        <TextField
          label={t('operator/tenantName')}
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="buttons">
          <Button type="submit" look="main" busy={act.busy}>
            {t('operator/create')}
          </Button>
          <Button onClick={close}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
