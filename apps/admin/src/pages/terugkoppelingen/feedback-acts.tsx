import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { useAct } from '../../api/act';
import { closeFeedback, resendFeedback, type FeedbackDetail } from '../../api/feedback';
import { Problem } from '../../api/request';
import { useOsoTexts } from '../../language/oso';
import { useWords } from '../../language/language';
import { useAnnounce } from '../../parts/announcer';
import { Button } from '../../parts/button';
import { Dialog } from '../../parts/dialog';
import { TextArea } from '../../parts/field';
import { Callout, Failure } from '../../parts/notes';
import { useChosen } from '../../shell/session';

interface ActsProps {
  readonly connectionApi: string;
  readonly feedback: FeedbackDetail;
}

type Action = FeedbackDetail['actions'][number];

/** What a person may decide about it now. */
export function FeedbackActs({ connectionApi, feedback }: ActsProps): ReactNode {
  const { t } = useWords();
  const { may } = useChosen();
  const queries = useQueryClient();
  const [acting, setActing] = useState<Action>();
  if (!may('records:act') || feedback.actions.length === 0) return null;
  const finish = (): void => {
    setActing(undefined);
    void queries.invalidateQueries({ queryKey: [connectionApi] });
  };
  return (
    <>
      <div className="buttons">
        {feedback.actions.map((action, index) => (
          <Button key={action} look={index === 0 ? 'main' : 'plain'} onClick={() => setActing(action)}>
            {t(`feedbackAct/${action}`)} …
          </Button>
        ))}
      </div>
      {acting === 'resend' && (
        <Resend {...{ connectionApi, feedback, finish }} close={() => setActing(undefined)} />
      )}
      {(acting === 'confirm' || acting === 'resolve') && (
        <Close {...{ connectionApi, feedback, finish }} action={acting} close={() => setActing(undefined)} />
      )}
    </>
  );
}

interface DialogProps extends ActsProps {
  readonly finish: () => void;
  readonly close: () => void;
}

function Resend({ connectionApi, feedback, finish, close }: DialogProps): ReactNode {
  const { t } = useWords();
  const { codes } = useOsoTexts();
  const announce = useAnnounce();
  const act = useAct(
    async () => {
      try {
        await resendFeedback(connectionApi, feedback.id);
      } catch (error) {
        // Sent, and how it ended is part of the Terugkoppeling.
        if (!(error instanceof Problem && error.code in codes)) throw error;
      }
    },
    () => {
      announce(t('feedback/resent'));
      finish();
    },
  );
  return (
    <Dialog title={t('feedbackAct/resend')} onClose={close}>
      {feedback.state === 'ONZEKER' && (
        <Callout tone="notice" title={t('feedback/maybeTwice')}>
          <p>{t('feedback/maybeTwiceText')}</p>
        </Callout>
      )}
      <p>{t('feedback/resendText')}</p>
      {act.error !== undefined && <Failure error={act.error} />}
      <div className="buttons">
        <Button look="main" busy={act.busy} onClick={() => act.run(undefined)}>
          {t('feedbackAct/resend')}
        </Button>
        <Button onClick={close}>{t('cancel')}</Button>
      </div>
    </Dialog>
  );
}

function Close({
  connectionApi,
  feedback,
  action,
  finish,
  close,
}: DialogProps & { readonly action: 'confirm' | 'resolve' }): ReactNode {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const as = action === 'confirm' ? 'confirmed' : 'resolved';
  const act = useAct(() => closeFeedback(connectionApi, feedback.id, { as, reason: reason.trim() }), finish);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const isShort = reason.trim().length < 3;
    setMissing(isShort);
    if (!isShort) act.run(undefined);
  };
  return (
    <Dialog title={t(`feedbackAct/${action}`)} onClose={close}>
      <form className="stack" onSubmit={submit}>
        <p>{t(`feedbackMeans/${action}`)}</p>
        {act.error !== undefined && <Failure error={act.error} />}
        <TextArea
          label={t('plan/reason')}
          hint={t('plan/reasonHint')}
          error={missing ? t('plan/reasonMissing') : undefined}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="buttons">
          <Button type="submit" look="main" busy={act.busy}>
            {t(`feedbackAct/${action}`)}
          </Button>
          <Button onClick={close}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
