import { againstTheDossier } from '../domain/aanleverpunt';
import { profiles } from '../domain/profile';
import { wsdlOf, type Service } from '../protocol/schema';
import { addressFields, terugkoppelingOf } from '../protocol/wire';
import { pointOf, SAMPLE_KEY } from '../simulator/register';

const profile = profiles.oso2017;

/** What somebody needs who speaks OSO with nothing but the SOAP library. */
export const bareWsdl = (service: Service): string => wsdlOf(profile, service);

/** The two messages of `feedbackInput`, as the library takes them. */
export function feedbackWire(): { readonly melding: object; readonly terugkoppeling: object } {
  const direction = { bron: pointOf(profile, 0), doel: pointOf(profile, 102) };
  const content = terugkoppelingOf({
    ...{ date: '2026-11-24T10:00:00+01:00', status: 'Toegekend', explanation: 'Extra begeleiding' },
    attachments: [],
  });
  return {
    melding: { ...addressFields(direction, profile), koppelsleutel: SAMPLE_KEY },
    terugkoppeling: {
      ...addressFields(againstTheDossier(direction), profile),
      ...{ koppelsleutel: SAMPLE_KEY, terugkoppeling: content },
    },
  };
}
