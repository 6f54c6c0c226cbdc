import type { LocalGroup, LocalMembership, RemoteGroup, RemoteMembership } from '../domain/group';

/** Class 7a as the school knows it; a test names only what it is about. */
export const aLocalGroup = (given: Partial<LocalGroup> = {}): LocalGroup => ({
  key: 'KL-7a',
  name: 'Klasse 7a',
  type: 'Klasse',
  ...given,
});

/** The same class, seen from the other side. */
export const aRemoteGroup = (given: Partial<RemoteGroup> = {}): RemoteGroup => ({
  id: 'g1',
  revision: '1',
  name: 'Klasse 7a',
  type: 'Klasse',
  memberships: [],
  original: {},
  ...given,
});

export const aLocalMembership = (given: Partial<LocalMembership> = {}): LocalMembership => ({
  key: 'KL-7a/S-1',
  context: 'SK-1',
  roles: ['Lern'],
  ...given,
});

export const aRemoteMembership = (given: Partial<RemoteMembership> = {}): RemoteMembership => ({
  id: 'z1',
  revision: '1',
  contextId: 'kt1',
  roles: ['Lern'],
  original: {},
  ...given,
});
