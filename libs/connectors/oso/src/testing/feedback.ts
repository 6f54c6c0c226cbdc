import { profiles, type ProfileName } from '../domain/profile';
import { pointOf, SAMPLE_KEY } from '../simulator/register';

type Json = Record<string, unknown>;

/** A point as the API takes it. */
export function pointInput(profile: ProfileName, index: number, brin = '00YY'): Json {
  const { addressedBy } = profiles[profile];
  return addressedBy === 'AanleverpuntIndex'
    ? { brin, aanleverpuntIndex: index }
    : { brin, routeringsKenmerk: pointOf(profiles[profile], index, brin).point };
}

/** What a samenwerkingsverband's system hands in: base request R of the acceptance cases, with a content. */
export const feedbackInput = (parts: Json = {}, profile: ProfileName = 'oso2017'): Json => ({
  bron: pointInput(profile, 0),
  doel: pointInput(profile, 102),
  koppelsleutel: SAMPLE_KEY,
  feedback: { date: '2026-11-24T10:00:00+01:00', status: 'Toegekend', explanation: 'Extra begeleiding' },
  ...parts,
});
