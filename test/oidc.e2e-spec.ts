import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@gateway/database';
import { RunningGateway } from './support/gateway';
import { Visitor } from './support/person';
import { AtProvider, SchoolProvider, type AtTheKeyboard } from './support/school-provider';

/** As a browser that reaches the gateway over TLS, through a proxy. */
const OVER_TLS = { 'x-forwarded-proto': 'https', 'sec-fetch-site': 'same-origin' } as const;

describe('signing in with OpenID Connect', () => {
  let provider: SchoolProvider;
  let gateway: RunningGateway;
  let folder: string;
  const tenant = newId();

  beforeAll(async () => {
    provider = await SchoolProvider.start();
    folder = mkdtempSync(join(tmpdir(), 'oidc-'));
    const rules = [
      { claim: 'groups', value: 'kita-team', role: 'clerk', tenant },
      { claim: 'realm_access.roles', value: 'kita-admin', role: 'tenant_admin', tenant },
    ];
    const gone = { key: 'gone', name: 'Nicht da', url: 'https://127.0.0.1:1' };
    const issuers = [provider.entry({ rules, emailTrusted: true }), provider.entry({ ...gone, rules: [] })];
    writeFileSync(join(folder, 'issuers.json'), JSON.stringify({ issuers }));
    gateway = await RunningGateway.start({
      works: false,
      env: {
        OIDC_FILE: join(folder, 'issuers.json'),
        PUBLIC_URL: SchoolProvider.publicUrl,
        EGRESS_ALLOW: `${provider.host}=127.0.0.0/8`,
      },
    });
    await gateway.test.admin('insert into tenant (id, name) values ($1, $2)', [tenant, 'Stadt (erfunden)']);
    await provider.tell({ gateway: gateway.url });
  });

  afterAll(async () => {
    await gateway.stop();
    await provider.stop();
    rmSync(folder, { recursive: true });
  });

  const start = '/session/oidc/school/start?return=/t/here';
  let people = 0;
  const somebody = (claims: object = {}, parts: Partial<AtTheKeyboard> = {}): AtTheKeyboard => ({
    sub: `person-${++people}`,
    claims: { name: 'Toni Testperson (erfunden)', ...claims },
    ...parts,
  });

  /** The whole way of a browser; answers where the gateway sends it in the end. */
  async function arrive(
    person: AtTheKeyboard,
    { visitor = new Visitor(gateway), change = (url: URL) => url } = {},
  ) {
    await provider.tell({ person });
    const browser = new AtProvider(provider);
    const leaves = await visitor.send(start, { headers: OVER_TLS });
    expect(leaves.status).toBe(303);
    const back = change(await browser.follow(leaves.headers.get('location') ?? ''));
    expect(back.origin).toBe(SchoolProvider.publicUrl);
    const path = `${back.pathname}${back.search}`.replace('/api/v1', '');
    const arrives = await visitor.send(path, { headers: OVER_TLS });
    expect(arrives.status).toBe(303);
    return { visitor, browser, path, landed: arrives.headers.get('location') ?? '' };
  }

  const session = (visitor: Visitor) =>
    visitor.expect<Record<string, unknown> & { user: { id: string } }>(200, '/session', {
      headers: OVER_TLS,
    });

  it('offers a button per provider', async () => {
    expect(await new Visitor(gateway).expect(200, '/session')).toMatchObject({
      issuers: [
        { key: 'school', name: 'Schulportal', start: '/api/v1/session/oidc/school/start' },
        { key: 'gone', name: 'Nicht da', start: '/api/v1/session/oidc/gone/start' },
      ],
    });
  });

  it('asks with PKCE, state and nonce, and for no more than it needs', async () => {
    const { headers } = await new Visitor(gateway).send(start, { headers: OVER_TLS });
    const query = Object.fromEntries(new URL(headers.get('location') ?? '').searchParams);
    expect(query).toEqual({
      client_id: 'drehkreuz',
      response_type: 'code',
      scope: 'openid profile email',
      redirect_uri: `${SchoolProvider.publicUrl}/api/v1/session/oidc/school/callback`,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-drehkreuz-oidc=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  it('gives the strongest role the claims and the rules give, and takes it away with them', async () => {
    const claims = { groups: ['x', 'kita-team'], realm_access: { roles: ['kita-admin'] } };
    const person = somebody(claims);
    const { visitor, landed } = await arrive(person);
    expect(landed).toBe('/t/here');
    expect(await session(visitor)).toMatchObject({
      state: 'signed-in',
      user: { name: 'Toni Testperson (erfunden)', local: false },
      tenants: [{ id: tenant, role: 'tenant_admin' }],
    });

    const weaker = await arrive({ ...person, claims: { ...person.claims, realm_access: {} } });
    expect(await session(weaker.visitor)).toMatchObject({ tenants: [{ role: 'clerk' }] });
    const none = await arrive({ ...person, claims: { name: 'x' } });
    expect(await session(none.visitor)).toMatchObject({ state: 'signed-in', tenants: [] });
  });

  it('shows whoever is not known a reference, with which an administrator lets them in', async () => {
    const person = somebody();
    const { visitor, landed } = await arrive(person);
    const query = new URL(landed, gateway.url).searchParams;
    expect(query.get('problem')).toBe('ACCOUNT_UNKNOWN');
    expect(await session(visitor)).toMatchObject({ state: 'anonymous' });
    expect(landed).not.toContain(person.sub);

    const admin = await Visitor.signedIn(gateway, { tenant, role: 'tenant_admin' });
    const body = { name: 'Toni', email: 'toni@example.org', role: 'auditor' };
    await admin.expect(422, `/tenants/${tenant}/users`, { body: { ...body, reference: newId() } });
    const { invitation } = await admin.expect(201, `/tenants/${tenant}/users`, {
      body: { ...body, reference: query.get('reference') },
    });
    expect(invitation).toBeNull();
    expect(await session((await arrive(person)).visitor)).toMatchObject({
      tenants: [{ id: tenant, role: 'auditor' }],
    });
  });

  it('never ties a stranger from a provider to an account that is there already', async () => {
    const victim = await Visitor.signedIn(gateway, { tenant, role: 'tenant_admin' });
    const { landed } = await arrive(somebody());
    const reference = new URL(landed, gateway.url).searchParams.get('reference');
    const other = newId();
    await gateway.test.admin(`insert into tenant (id, name) values ($1, 'x')`, [other]);
    const attacker = await Visitor.signedIn(gateway, { tenant: other, role: 'tenant_admin' });
    await attacker.expect(409, `/tenants/${other}/users`, {
      body: { name: 'x', email: victim.person.email, role: 'clerk', reference },
    });
  });

  it('believes a verified address of a trusted provider, an operator’s aside', async () => {
    const member = await Visitor.signedIn(gateway, { tenant, role: 'clerk' });
    const operator = await Visitor.signedIn(gateway, 'operator');
    const comes = (email: string, verified: boolean) => arrive(somebody({ email, email_verified: verified }));

    expect((await comes(member.person.email, false)).landed).toContain('ACCOUNT_UNKNOWN');
    expect((await comes(operator.person.email, true)).landed).toContain('ACCOUNT_UNKNOWN');
    const { visitor } = await comes(member.person.email, true);
    expect((await session(visitor)).user.id).toBe(member.person.id);
  });

  it.each([
    ['state', (url: URL) => (url.searchParams.set('state', 'x'.repeat(43)), url)],
    ['code', (url: URL) => (url.searchParams.set('code', 'x'.repeat(43)), url)],
    ['issuer', (url: URL) => (url.searchParams.set('iss', 'https://evil.example'), url)],
  ])('lets nobody in with another %s', async (_, change) => {
    const { visitor, landed } = await arrive(somebody({ groups: ['kita-team'] }), { change });
    expect(landed).toBe('/sign-in?problem=PROVIDER_REFUSED');
    expect(await session(visitor)).toMatchObject({ state: 'anonymous' });
  });

  it('lets nobody in twice with one answer, nor another browser', async () => {
    const { visitor, path } = await arrive(somebody({ groups: ['kita-team'] }));
    for (const browser of [visitor, new Visitor(gateway)]) {
      const again = await browser.send(path, { headers: OVER_TLS });
      expect(again.headers.get('location')).toBe('/sign-in?problem=SIGN_IN_EXPIRED');
    }
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/a b', '/x\r\nSet-Cookie: a=b'])(
    'comes back to our own pages only, not to %j',
    async (path) => {
      await provider.tell({ person: somebody({ groups: ['kita-team'] }) });
      const visitor = new Visitor(gateway);
      const address = `/session/oidc/school/start?return=${encodeURIComponent(path)}`;
      const leaves = await visitor.send(address, { headers: OVER_TLS });
      if (leaves.status === 400) return;
      const back = await new AtProvider(provider).follow(leaves.headers.get('location') ?? '');
      const arrives = await visitor.send(`${back.pathname}${back.search}`.replace('/api/v1', ''), {
        headers: OVER_TLS,
      });
      expect(arrives.headers.get('location')).toBe('/');
    },
  );

  it('says so if somebody refused, and if the provider is not there', async () => {
    const refused = await arrive(somebody({}, { refuses: true }));
    expect(refused.landed).toBe('/sign-in?problem=PROVIDER_REFUSED');
    const { headers } = await new Visitor(gateway).send('/session/oidc/gone/start', { headers: OVER_TLS });
    expect(headers.get('location')).toBe('/sign-in?problem=PROVIDER_UNAVAILABLE');
    await new Visitor(gateway)
      .send('/session/oidc/nobody/start')
      .then(({ status }) => expect(status).toBe(404));
  });

  it('ends what somebody has open here when they sign out over there', async () => {
    const { visitor, browser } = await arrive(somebody({ groups: ['kita-team'] }));
    const other = await arrive(somebody({ groups: ['kita-team'] }));
    const [signOut] = [
      await visitor.expect<{ redirect: string }>(200, '/session/sign-out', {
        method: 'POST',
        headers: OVER_TLS,
      }),
    ];
    expect(signOut.redirect).toContain(`${provider.issuer}/session/end?`);

    const again = new Visitor(gateway);
    const leaves = await again.send(start, { headers: OVER_TLS });
    const back = await browser.follow(leaves.headers.get('location') ?? '');
    await again.send(`${back.pathname}${back.search}`.replace('/api/v1', ''), { headers: OVER_TLS });
    expect(await session(again)).toMatchObject({ state: 'signed-in' });

    const left = await browser.signOut(signOut.redirect);
    expect(left.href).toContain(`${SchoolProvider.publicUrl}/sign-in`);
    expect(await session(again)).toMatchObject({ state: 'anonymous' });
    expect(await session(other.visitor)).toMatchObject({ state: 'signed-in' });
  });

  it('follows no logout token that is not the provider’s', async () => {
    const none = { alg: 'none' };
    const claims = { iss: provider.issuer, aud: 'drehkreuz', sub: 'x', jti: '1', iat: Date.now() / 1_000 };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const token of ['', 'nonsense', `${part(none)}.${part(claims)}.`]) {
      const answer = await fetch(`${gateway.url}/api/v1/session/oidc/school/back-channel-logout`, {
        method: 'POST',
        body: new URLSearchParams({ logout_token: token }),
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'LOGOUT_TOKEN_INVALID' });
    }
  });

  it('counts a second factor the provider has seen', async () => {
    const { visitor } = await arrive(somebody({ groups: ['kita-team'] }, { amr: ['pwd', 'otp'] }));
    const { user } = await session(visitor);
    const [row] = await gateway.test.admin<{ seen: boolean }>(
      'select second_factor as seen from user_session where user_id = $1',
      [user.id],
    );
    expect(row!.seen).toBe(true);
  });

  it('writes no name, address, token or secret of anybody into the log', () => {
    for (const text of ['Toni', 'person-1', 'erfundenes-geheimnis', 'eyJ'])
      expect(gateway.log).not.toContain(text);
  });
});
