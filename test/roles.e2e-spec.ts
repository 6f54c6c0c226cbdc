import type { OpenAPIObject } from '@nestjs/swagger';
import { newId } from '@gateway/database';
import { RunningGateway } from './support/gateway';
import { Visitor } from './support/person';

type Who = 'operator' | 'tenant_admin' | 'clerk' | 'auditor';

/** Who may do what, as people were promised it. */
const TABLE: Readonly<Record<string, readonly Who[]>> = {
  'overview:read': ['operator', 'tenant_admin', 'clerk', 'auditor'],
  'connections:read': ['operator', 'tenant_admin', 'clerk', 'auditor'],
  'connections:write': ['operator', 'tenant_admin'],
  'secrets:write': ['operator', 'tenant_admin'],
  'records:read': ['tenant_admin', 'clerk', 'auditor'],
  'payload:read': ['tenant_admin', 'clerk'],
  'records:write': [],
  'records:act': ['operator', 'tenant_admin', 'clerk'],
  'runs:start': ['operator', 'tenant_admin', 'clerk'],
  'synchronisations:run': ['tenant_admin', 'clerk'],
  'audit:read': ['operator', 'tenant_admin', 'auditor'],
  'keys:write': ['operator', 'tenant_admin'],
  'users:read': ['operator', 'tenant_admin'],
  'users:write': ['operator', 'tenant_admin'],
  'approvals:act': ['operator', 'tenant_admin'],
  'break-glass:open': ['operator'],
  'installation:read': ['operator'],
  'installation:write': ['operator'],
};

/** What concerns oneself needs a session and no permission; what is open needs neither. */
const WITHOUT_PERMISSION = /^\/(?:api\/v1\/session|health)(?:\/|$)/;

interface Route {
  readonly method: string;
  readonly template: string;
  readonly permission: string | undefined;
}

function routesOf({ paths }: OpenAPIObject): Route[] {
  return Object.entries(paths).flatMap(([template, operations]) =>
    Object.entries(operations as Record<string, { 'x-permission'?: string }>)
      .filter(([method]) => ['get', 'put', 'post', 'patch', 'delete'].includes(method))
      .map(([method, operation]) => ({
        method: method.toUpperCase(),
        template,
        permission: operation['x-permission'],
      })),
  );
}

/** The route with this tenant, and ids that nobody has in every other place. */
const addressOf = ({ template }: Route, tenant: string): string =>
  template
    .replace('/api/v1', '')
    .replace('{tenant}', tenant)
    .replace(/\{[^}]+\}/g, () => newId());

describe('every route', () => {
  let gateway: RunningGateway;
  let routes: Route[];
  let own: string;
  let foreign: string;
  let people: Record<Who, Visitor>;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    [own, foreign] = [await gateway.test.tenant(), await gateway.test.tenant()];
    routes = routesOf(gateway.contract.document);
    const member = (role: 'tenant_admin' | 'clerk' | 'auditor') =>
      Visitor.signedIn(gateway, { tenant: own, role });
    people = {
      operator: await Visitor.signedIn(gateway, 'operator'),
      tenant_admin: await member('tenant_admin'),
      clerk: await member('clerk'),
      auditor: await member('auditor'),
    };
  });

  afterAll(() => gateway.stop());

  const restricted = () => routes.filter(({ template }) => !WITHOUT_PERMISSION.test(template));

  it('says which permission it takes, one that the table of roles knows', () => {
    const unknown = restricted().filter(({ permission }) => !permission || !(permission in TABLE));
    expect(unknown).toEqual([]);
    expect(restricted().length).toBeGreaterThan(60);
  });

  it.each<Who>(['operator', 'tenant_admin', 'clerk', 'auditor'])(
    'lets the %s do what the table says, and nothing else',
    async (who) => {
      const wrong: string[] = [];
      for (const route of restricted()) {
        const granted = TABLE[route.permission ?? '']?.includes(who) ?? false;
        const { status, body } = await people[who].send(addressOf(route, own), { method: route.method });
        const refused = status === 403 && body.code === 'PERMISSION_DENIED';
        if (status === 401 || status >= 500 || refused === granted)
          wrong.push(`${route.method} ${route.template}: ${status} ${body.code}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each<Who>(['tenant_admin', 'clerk', 'auditor'])(
    'answers the %s of another tenant as if that tenant did not exist',
    async (who) => {
      const wrong: string[] = [];
      for (const route of restricted().filter(({ template }) => template.includes('{tenant}'))) {
        const [theirs, nobodys] = await Promise.all(
          [foreign, newId()].map((tenant) =>
            people[who].send(addressOf(route, tenant), { method: route.method }),
          ),
        );
        const alike = JSON.stringify({ ...theirs!.body, request: '' });
        if (theirs!.status !== 404 || alike !== JSON.stringify({ ...nobodys!.body, request: '' }))
          wrong.push(`${route.method} ${route.template}: ${theirs!.status} ${theirs!.text}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  it('is closed to whoever is not signed in and has no key', async () => {
    const wrong: string[] = [];
    for (const route of restricted()) {
      const anonymous = new Visitor(gateway);
      const { status } = await anonymous.send(addressOf(route, own), {
        method: route.method,
        headers: { 'x-forwarded-for': `2001:db8::${Math.floor(Math.random() * 60_000).toString(16)}` },
      });
      if (status !== 401) wrong.push(`${route.method} ${route.template}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('that concerns no tenant is closed to every key', async () => {
    const { token } = await gateway.tenant();
    for (const path of ['/operator/tenants', '/session/devices']) {
      const answer = await fetch(`${gateway.url}/api/v1${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(401);
    }
  });
});
