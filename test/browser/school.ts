import type { SchulconnexSimulator } from '@connectors/schulconnex/simulator';
import type { TestTenant } from '../support/tenant';

const birth = { birthDate: '2014-05-01', birthPlace: 'Musterstadt' };
const geburt = { datum: '2014-05-01', geburtsort: 'Musterstadt' };

const pupil = (nr: number, givenName: string): object => ({
  ...{ key: `S-${nr}`, familyName: 'Müstermann', givenName, ...birth },
  contexts: [{ key: `SK-${nr}`, role: 'Lern', status: 'Aktiv', grade: '07' }],
});

const person = (id: string, vorname: string, more: object = {}) => ({
  person: {
    ...{ id, name: { familienname: 'Müstermann', vorname }, geburt },
    ...{ vertrauensstufe: 'Teil', auskunftssperre: 'Nein', ...more },
  },
  personenkontexte: [],
});

/** An invented service that knows one pupil, is not sure of a second, and has two of its own. */
export async function schoolReady(tenant: TestTenant, simulator: SchulconnexSimulator): Promise<string> {
  simulator.seed({
    personen: [
      person('p-1', 'Adele', { referrer: 'svs:S-1' }),
      person('p-3', 'Cara', { geburt: {} }),
      person('p-8', 'Ilse', { referrer: 'untis:7' }),
      person('p-9', 'Emma', { referrer: 'svs:S-99' }),
    ],
    gruppen: [
      {
        gruppe: { id: 'g-x', referrer: 'untis:1', bezeichnung: 'Mathe', typ: 'Kurs' },
        gruppenzugehoerigkeiten: [],
      },
    ],
  });
  const base = '/schulconnex/connections';
  const { id } = await tenant.expect(201, base, {
    body: {
      ...{ name: 'Schulconnex', active: true },
      settings: {
        ...{ baseUrl: simulator.url, tokenUrl: simulator.tokenUrl, serverCa: simulator.caPem },
        ...{ clientId: 'schulverwaltung', username: 'musterschule', namespace: 'svs' },
      },
    },
  });
  const [client] = simulator.clients;
  const secrets = { clientSecret: client?.clientSecret, password: client?.password };
  await tenant.expect(200, `${base}/${id}/credentials`, { method: 'PUT', body: secrets });
  await tenant.expect(201, `${base}/${id}/source/snapshots`, {
    body: {
      people: [pupil(1, 'Ada'), pupil(3, 'Cara'), pupil(4, 'Dora')],
      groups: [
        {
          ...{ key: 'KL-7a', name: 'Klasse 7a', type: 'Klasse', grades: ['07'] },
          memberships: [{ key: 'KL-7a/S-1', context: 'SK-1', roles: ['Lern'] }],
        },
      ],
    },
  });
  return `${base}/${id}`;
}
