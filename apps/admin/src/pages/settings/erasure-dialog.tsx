import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { askForErasure } from '../../api/people';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextArea, TextField } from '../../parts/field';
import { Failure } from '../../parts/notes';
import { useChosen } from '../../shell/session';

/** Asks for a child to be erased; somebody else has to agree. */
export function ErasureDialog({ close }: { readonly close: () => void }): ReactNode {
  const { t } = useWords();
  const { api } = useChosen();
  const announce = useAnnounce();
  const queries = useQueryClient();
  const [child, setChild] = useState('');
  const [reason, setReason] = useState('');
  const act = useAct(
    () => askForErasure(api, child.trim(), reason.trim()),
    () => {
      announce(t('approvals/asked'));
      close();
      void queries.invalidateQueries({ queryKey: [api, 'approvals'] });
    },
  );
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <Dialog title={t('approvals/erase')} onClose={close}>
      <p>{t('approvals/eraseMeans')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <form onSubmit={submit}>
        <TextField
          label={t('approvals/child')}
          required
          maxLength={200}
          value={child}
          onChange={(event) => setChild(event.target.value)}
        />
        <TextArea
          label={t('plan/reason')}
          hint={t('approvals/reasonHint')}
          required
          minLength={10}
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="buttons">
          <Button type="submit" look="main" busy={act.busy}>
            {t('approvals/ask')}
          </Button>
          <Button onClick={close}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
