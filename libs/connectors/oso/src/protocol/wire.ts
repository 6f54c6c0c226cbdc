import type { Direction } from '../domain/aanleverpunt';
import type { FeedbackContent } from '../domain/feedback';
import type { Profile } from '../domain/profile';

/** The four address fields, in their order (dossier 2.4). */
export const addressFields = (
  { bron, doel }: Direction,
  { addressedBy }: Pick<Profile, 'addressedBy'>,
): Readonly<Record<string, string>> => ({
  bronBrin: bron.brin,
  [`bron${addressedBy}`]: bron.point,
  doelBrin: doel.brin,
  [`doel${addressedBy}`]: doel.point,
});

/** What a Terugkoppeling says, as the reconstruction writes it. The real content model would replace this alone. */
export const terugkoppelingOf = ({ date, status, explanation, attachments }: FeedbackContent): object => ({
  datum: date,
  status,
  ...(explanation === undefined ? {} : { toelichting: explanation }),
  ...(attachments.length === 0
    ? {}
    : {
        bijlage: attachments.map(({ fileName, mimeType, content }) => ({
          bestandsnaam: fileName,
          mimetype: mimeType,
          inhoud: content,
        })),
      }),
});
