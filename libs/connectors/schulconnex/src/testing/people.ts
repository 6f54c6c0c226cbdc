import type { LocalContext, LocalPerson, RemoteContext, RemotePerson } from '../domain/person';

const identity = {
  familyName: 'Müstermann',
  givenName: 'Ada',
  birthDate: '2014-05-01',
  birthPlace: 'Musterstadt',
};

/** A complete person; a test names only what it is about. */
export const aLocalPerson = (given: Partial<LocalPerson> = {}): LocalPerson => ({
  key: 'S-1',
  ...identity,
  ...given,
});

/** The same human being as {@link aLocalPerson}, seen from the other side. */
export const aRemotePerson = (given: Partial<RemotePerson> = {}): RemotePerson => ({
  id: 'uuid1',
  revision: '1',
  ...identity,
  contexts: [],
  original: {},
  ...given,
});

export const aLocalContext = (given: Partial<LocalContext> = {}): LocalContext => ({
  key: 'SK-1',
  role: 'Lern',
  ...given,
});

export const aRemoteContext = (given: Partial<RemoteContext> = {}): RemoteContext => ({
  id: 'kt1',
  revision: '1',
  role: 'Lern',
  organisation: 'org1',
  released: false,
  original: {},
  ...given,
});
