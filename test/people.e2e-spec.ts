import { RunningGateway } from './support/gateway';
import { codeOf, createPerson, Visitor } from './support/person';
import type { Json } from './support/tenant';

describe('people', () => {
  let gateway: RunningGateway;
  let tenant: string;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.test.tenant('Kitawerk Nord (erfunden)');
  });

  afterAll(() => gateway.stop());

  const anonymous = () => new Visitor(gateway);
  const clerk = () => Visitor.signedIn(gateway, { tenant, role: 'clerk' });
  const admin = () => Visitor.signedIn(gateway, { tenant, role: 'tenant_admin' });
  const operator = () => Visitor.signedIn(gateway, 'operator');
  const actions = async () =>
    (await gateway.test.admin<{ body: string }>('select body from audit_entry')).map(
      ({ body }) => (JSON.parse(body) as { action: string }).action,
    );

  describe('signing in', () => {
    it('says who is there, as what, and until when', async () => {
      const visitor = anonymous();
      expect(await visitor.expect(200, '/session')).toEqual({ state: 'anonymous', issuers: [] });

      const { email, password, id } = await createPerson(gateway, { tenant, role: 'clerk' });
      const session = await visitor.expect(200, '/session/sign-in', { body: { email, password } });
      expect(session).toMatchObject({
        state: 'signed-in',
        user: { id, email, operator: false, secondFactor: false, local: true },
        tenants: [{ id: tenant, role: 'clerk', breakGlassUntil: null }],
        installation: [],
      });
      expect(await visitor.expect(200, '/session')).toEqual(session);
      expect(await actions()).toContain('identity/signed-in');
    });

    it('sets a cookie that scripts and other sites cannot use, and keeps only its hash', async () => {
      const { email, password } = await createPerson(gateway, { tenant, role: 'clerk' });
      const visitor = anonymous();
      const { headers } = await visitor.send('/session/sign-in', { body: { email, password } });
      expect(headers.getSetCookie()).toEqual([
        expect.stringMatching(/^drehkreuz=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
      ]);

      const behindTls = await anonymous().send('/session/sign-in', {
        body: { email, password },
        headers: { 'x-forwarded-proto': 'https' },
      });
      expect(behindTls.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^__Host-drehkreuz=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      ]);

      const secret = visitor.cookies.get('drehkreuz')!;
      const rows = await gateway.test.admin<{ row: string }>('select s::text as row from user_session s');
      expect(JSON.stringify(rows)).not.toContain(secret);
      expect(gateway.log).not.toContain(secret);
      expect(gateway.log).not.toContain(email);
    });

    it('takes passwords in clear on this machine alone', async () => {
      const { email, password } = await createPerson(gateway, { tenant, role: 'clerk' });
      const { status, body } = await anonymous().send('/session/sign-in', {
        body: { email, password },
        headers: { 'x-forwarded-host': 'drehkreuz.example' },
      });
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'INSECURE_TRANSPORT' });
    });

    it('answers a wrong password and an unknown address alike', async () => {
      const { email } = await createPerson(gateway, { tenant, role: 'clerk' });
      const wrong = await anonymous().send('/session/sign-in', { body: { email, password: 'Falsch-12345' } });
      const nobody = await anonymous().send('/session/sign-in', {
        body: { email: 'niemand@example.org', password: 'Falsch-12345' },
      });

      expect(wrong).toMatchObject({ status: 401, body: { code: 'SIGN_IN_FAILED' } });
      expect({ ...nobody.body, request: '' }).toEqual({ ...wrong.body, request: '' });
    });

    it('slows down whoever guesses, in the database, also if the fifth guess were right', async () => {
      const { email, password } = await createPerson(gateway, { tenant, role: 'clerk' });
      for (let i = 0; i < 5; i++)
        await anonymous().expect(401, '/session/sign-in', { body: { email, password: `Falsch-${i}-xxxxx` } });

      const { status, body, headers } = await anonymous().send('/session/sign-in', {
        body: { email, password },
      });
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'TOO_MANY_ATTEMPTS' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);

      await gateway.test.admin('update sign_in_attempt set blocked_until = now()');
      await anonymous().expect(200, '/session/sign-in', { body: { email, password } });
    });

    it('gains nothing by guessing many times at once', async () => {
      const { email } = await createPerson(gateway, { tenant, role: 'clerk' });
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          anonymous().send('/session/sign-in', { body: { email, password: `Falsch-${i}-xxxxx` } }),
        ),
      );
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
    });

    it('lets a new person in by an invitation, once', async () => {
      const visitor = await admin();
      const { user, invitation } = await visitor.expect<{ user: Json; invitation: { token: string } }>(
        201,
        `/tenants/${tenant}/users`,
        { body: { name: 'Neu (erfunden)', email: 'neu@example.org', role: 'auditor' } },
      );
      expect(user).toMatchObject({ state: 'invited', role: 'auditor' });

      const weak = { token: invitation.token, password: 'kurz' };
      expect(await anonymous().expect(422, '/session/invitation', { body: weak })).toMatchObject({
        code: 'PASSWORD_WEAK',
      });
      const strong = { token: invitation.token, password: 'Apfelbaum-und-Regenschirm' };
      expect(await anonymous().expect(200, '/session/invitation', { body: strong })).toMatchObject({
        state: 'signed-in',
        tenants: [{ id: tenant, role: 'auditor' }],
      });
      expect(await anonymous().expect(422, '/session/invitation', { body: strong })).toMatchObject({
        code: 'INVITATION_INVALID',
      });
    });

    it('changes the secret with the password and ends every other session', async () => {
      const visitor = await clerk();
      const { email, password } = visitor.person;
      const elsewhere = anonymous();
      await elsewhere.expect(200, '/session/sign-in', { body: { email, password } });
      const old = visitor.cookie;

      await visitor.expect(422, '/session/password', {
        body: { current: 'Falsch-12345', password: 'Apfelbaum-und-Regenschirm' },
      });
      await visitor.expect(200, '/session/password', {
        body: { current: password, password: 'Apfelbaum-und-Regenschirm' },
      });

      expect(visitor.cookie).not.toBe(old);
      expect(await elsewhere.expect(200, '/session')).toMatchObject({ state: 'anonymous' });
      expect(await visitor.expect(200, '/session')).toMatchObject({ state: 'signed-in' });
    });
  });

  describe('sessions', () => {
    it('are listed and ended one by one', async () => {
      const visitor = await clerk();
      const { email, password } = visitor.person;
      const other = anonymous();
      await other.expect(200, '/session/sign-in', {
        body: { email, password },
        headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
      });
      const { items } = await visitor.expect(200, '/session/devices');
      expect(items).toEqual([
        expect.objectContaining({ current: false, browser: 'Firefox, Linux', method: 'password' }),
        expect.objectContaining({ current: true }),
      ]);

      await visitor.expect(204, `/session/devices/${items[0]!.id}`, { method: 'DELETE' });
      await visitor.expect(404, `/session/devices/${items[0]!.id}`, { method: 'DELETE' });
      const { body } = await other.send('/session/devices');
      expect(body.code).toBe('SESSION_ENDED');
    });

    it.each([
      ['after half an hour without a request', `seen_at = now() - interval '31 minutes'`],
      ['after ten hours, however busy', `ends_at = now()`],
    ])('end %s', async (_, change) => {
      const visitor = await clerk();
      await gateway.test.admin(`update user_session set ${change} where user_id = $1`, [visitor.person.id]);

      const { status, body } = await visitor.send(`/tenants/${tenant}/kita-planer/connections`);
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'SESSION_ENDED' });
    });

    it('are kept alive by use, and not by asking how long they last', async () => {
      const visitor = await clerk();
      const seen = async () => {
        const [row] = await gateway.test.admin<{ old: boolean }>(
          `select seen_at < now() - interval '10 minutes' as old from user_session where user_id = $1`,
          [visitor.person.id],
        );
        return row!.old ? 'long ago' : 'now';
      };
      await gateway.test.admin(
        `update user_session set seen_at = now() - interval '20 minutes' where user_id = $1`,
        [visitor.person.id],
      );
      await visitor.expect(200, '/session');
      expect(await seen()).toBe('long ago');
      await visitor.expect(200, `/tenants/${tenant}/kita-planer/connections`);
      expect(await seen()).toBe('now');
    });

    it('end by signing out, also in this browser’s cookie', async () => {
      const visitor = await clerk();
      const old = visitor.cookie;
      expect(await visitor.expect(200, '/session/sign-out', { method: 'POST' })).toEqual({ redirect: null });
      expect(visitor.cookies.size).toBe(0);
      const { body } = await visitor.send('/session/devices', { headers: { cookie: old } });
      expect(body.code).toBe('SESSION_ENDED');
    });

    it('end when the account is closed', async () => {
      const visitor = await clerk();
      await gateway.test.admin('update user_account set disabled_at = now() where id = $1', [
        visitor.person.id,
      ]);
      expect(await visitor.expect(401, '/session/devices')).toMatchObject({ code: 'SESSION_ENDED' });
    });

    it('begin anew with every signing in', async () => {
      const visitor = await clerk();
      const old = visitor.cookie;
      const { email, password } = visitor.person;
      await visitor.expect(200, '/session/sign-in', { body: { email, password } });
      expect(visitor.cookie).not.toBe(old);
      expect(await anonymous().send('/session/devices', { headers: { cookie: old } })).toMatchObject({
        status: 401,
      });
    });

    it('remember the tenant, if it is one of theirs', async () => {
      const visitor = await clerk();
      await visitor.expect(204, '/session/tenant', { method: 'PUT', body: { tenant } });
      expect(await visitor.expect(200, '/session')).toMatchObject({ tenant });
      const foreign = await gateway.test.tenant();
      await visitor.expect(404, '/session/tenant', { method: 'PUT', body: { tenant: foreign } });
    });
  });

  describe('other sites', () => {
    it.each([
      ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
      ['another port of this host', { 'sec-fetch-site': 'same-site' }, 403],
      ['nobody knows where', { 'sec-fetch-site': 'none' }, 403],
      ['our own pages', { 'sec-fetch-site': 'same-origin' }, 204],
    ])('cannot use a session: a request from %s is answered %j with %i', async (_, headers, status) => {
      const visitor = await clerk();
      await visitor.expect(status, '/session/locale', { method: 'PUT', body: { locale: 'nl' }, headers });
    });

    it('are told apart by Origin where a browser has no Fetch Metadata', async () => {
      const visitor = await clerk();
      const from = async (origin?: string) => {
        const answer = await fetch(`${gateway.url}/api/v1/session/locale`, {
          method: 'PUT',
          headers: {
            cookie: visitor.cookie,
            'content-type': 'application/json',
            ...(origin === undefined ? {} : { origin }),
          },
          body: JSON.stringify({ locale: 'en' }),
        });
        return answer.status;
      };
      expect(await from(gateway.url)).toBe(204);
      expect(await from('https://elsewhere.example')).toBe(403);
      expect(await from('null')).toBe(403);
      expect(await from()).toBe(403);
    });

    it('cannot sign anybody in under another name', async () => {
      const { email, password } = await createPerson(gateway, { tenant, role: 'clerk' });
      const { status, body } = await anonymous().send('/session/sign-in', {
        body: { email, password },
        headers: { 'sec-fetch-site': 'cross-site' },
      });
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'CROSS_SITE_REFUSED' });
    });

    it('are no matter for software with a key', async () => {
      const { id, token } = await gateway.tenant();
      const answer = await fetch(`${gateway.url}/api/v1/tenants/${id}/kita-planer/connections`, {
        headers: { authorization: `Bearer ${token}`, 'sec-fetch-site': 'cross-site' },
      });
      expect(answer.status).toBe(200);
    });
  });

  describe('a second factor', () => {
    it('stands before everything an operator may do', async () => {
      const { email, password } = await createPerson(gateway, 'operator');
      const visitor = anonymous();
      expect(await visitor.expect(200, '/session/sign-in', { body: { email, password } })).toMatchObject({
        state: 'second-factor-setup',
      });
      expect(await visitor.expect(403, `/tenants/${tenant}/users`)).toMatchObject({
        code: 'SECOND_FACTOR_NEEDED',
      });
      const before = visitor.cookie;
      const { secret } = await visitor.setUpSecondFactor();
      expect(visitor.cookie).not.toBe(before);
      await visitor.expect(200, `/tenants/${tenant}/users`);

      const again = anonymous();
      expect(await again.expect(200, '/session/sign-in', { body: { email, password } })).toMatchObject({
        state: 'second-factor',
      });
      expect(await again.expect(403, `/tenants/${tenant}/users`)).toMatchObject({
        code: 'SECOND_FACTOR_NEEDED',
      });
      // The code that confirmed the set-up does not count twice; the next one does.
      expect(
        await again.expect(422, '/session/second-factor', { body: { code: codeOf(secret) } }),
      ).toMatchObject({ code: 'CODE_WRONG' });
      expect(
        await again.expect(200, '/session/second-factor', { body: { code: codeOf(secret, 1) } }),
      ).toMatchObject({ state: 'signed-in', installation: ['installation:read', 'installation:write'] });
    });

    it('is replaced by each of ten codes on paper, once', async () => {
      const { email, password } = await createPerson(gateway, { tenant, role: 'tenant_admin' });
      const first = anonymous();
      await first.expect(200, '/session/sign-in', { body: { email, password } });
      const { recoveryCodes, secret } = await first.setUpSecondFactor();
      expect(new Set(recoveryCodes).size).toBe(10);

      const code = { recoveryCode: recoveryCodes[3]!.toLowerCase().replaceAll('-', ' ') };
      for (const status of [200, 422]) {
        const visitor = anonymous();
        await visitor.expect(200, '/session/sign-in', { body: { email, password } });
        await visitor.expect(status, '/session/second-factor', { body: code });
      }
      const rows = await gateway.test.admin<{ row: string }>('select u::text as row from user_account u');
      expect(JSON.stringify(rows)).not.toContain(secret);
    });

    it('cannot be set up twice', async () => {
      const visitor = await operator();
      await visitor.expect(409, '/session/second-factor/setup', { method: 'POST' });
    });
  });

  describe('users of a tenant', () => {
    it('are changed by somebody else, and never down to no administrator', async () => {
      const visitor = await admin();
      const own = `/tenants/${tenant}/users/${visitor.person.id}`;
      expect(await visitor.expect(409, own, { method: 'DELETE' })).toMatchObject({
        code: 'SELF_CHANGE_REFUSED',
      });

      const lonely = await gateway.test.tenant('Einsam (erfunden)');
      const last = await createPerson(gateway, { tenant: lonely, role: 'tenant_admin' });
      const runs = await operator();
      const path = `/tenants/${lonely}/users/${last.id}`;
      expect(await runs.expect(409, path, { method: 'DELETE' })).toMatchObject({ code: 'LAST_ADMIN' });
      expect(
        await runs.expect(409, `${path}/role`, { method: 'PUT', body: { role: 'clerk' } }),
      ).toMatchObject({ code: 'LAST_ADMIN' });
    });

    it('lose with the next request what they may no longer do', async () => {
      const [visitor, other] = [await admin(), await clerk()];
      const path = `/tenants/${tenant}/users/${other.person.id}`;
      await other.expect(403, `/tenants/${tenant}/users`);
      await visitor.expect(200, `${path}/role`, { method: 'PUT', body: { role: 'tenant_admin' } });
      await other.expect(200, `/tenants/${tenant}/users`);
      await visitor.expect(200, `${path}/sessions`);
      await visitor.expect(204, path, { method: 'DELETE' });
      await other.expect(401, `/tenants/${tenant}/users`);
    });

    it('are helped by their administrator alone, not by another tenant’s', async () => {
      const visitor = await admin();
      const both = await createPerson(gateway, { tenant, role: 'clerk' });
      const elsewhere = await gateway.test.tenant();
      await gateway.test.admin(
        `insert into membership (tenant_id, user_id, role, created_by) values ($1, $2, 'clerk', '{}')`,
        [elsewhere, both.id],
      );
      const recovery = (id: string) => `/tenants/${tenant}/users/${id}/recovery`;
      expect(await visitor.expect(409, recovery(both.id), { method: 'POST' })).toMatchObject({
        code: 'RECOVERY_BY_OPERATOR',
      });

      const own = await clerk();
      const { token } = await visitor.expect<{ token: string }>(200, recovery(own.person.id), {
        method: 'POST',
      });
      await own.expect(401, '/session/devices');
      await anonymous().expect(200, '/session/invitation', {
        body: { token, password: 'Apfelbaum-und-Regenschirm' },
      });
    });
  });

  describe('keys', () => {
    it('are given at most what their maker may do, handing in records aside', async () => {
      const visitor = await admin();
      const path = `/tenants/${tenant}/keys`;
      const body = { name: 'Kita-Software', scopes: ['records:write', 'records:read'] };
      const { key, token } = await visitor.expect<{ key: Json; token: string }>(201, path, { body });
      expect(token).toMatch(/^dk_/);
      await visitor.expect(201, `${path}/${key.id}/rotate`, { method: 'POST' });

      const runs = await operator();
      expect(await runs.expect(403, path, { body })).toMatchObject({ code: 'SCOPE_NOT_YOURS' });
      await runs.expect(403, `${path}/${key.id}/rotate`, { method: 'POST' });
      await visitor.expect(204, `${path}/${key.id}`, { method: 'DELETE' });
      await runs.expect(201, path, { body: { ...body, scopes: ['records:write'] } });
    });
  });

  describe('operators', () => {
    const opened = { reason: 'Anruf des Trägers, Lieferung hängt', ticket: 'T-4711', minutes: 15 };

    it('see no record until they break the glass, and again none when time is up', async () => {
      const visitor = await operator();
      const { id } = await gateway.tenant();
      const records = `/tenants/${id}/kita-planer/connections/${id}/buffer`;
      await visitor.expect(403, records);
      await visitor.expect(200, `/tenants/${id}/kita-planer/connections`);

      const grant = await visitor.expect(201, `/tenants/${id}/break-glass`, { body: opened });
      await visitor.expect(404, records);
      const session = await visitor.expect<{ tenants: Json[] }>(200, '/session');
      expect(session.tenants.find((one) => one.id === id)).toMatchObject({ breakGlassUntil: grant.endsAt });

      await visitor.expect(204, `/tenants/${id}/break-glass/${grant.id}`, { method: 'DELETE' });
      await visitor.expect(403, records);

      await visitor.expect(201, `/tenants/${id}/break-glass`, { body: opened });
      await visitor.expect(404, records);
      await gateway.test.admin('update break_glass set ends_at = now() where tenant_id = $1', [id]);
      await visitor.expect(403, records);
      expect(await actions()).toEqual(
        expect.arrayContaining(['identity/break-glass-opened', 'identity/break-glass-ended']),
      );
    });

    it('break it for a reason, for an hour at most, for one tenant, themselves alone, and the tenant sees it', async () => {
      const [visitor, other, seen] = [await operator(), await operator(), await admin()];
      const path = `/tenants/${tenant}/break-glass`;
      await visitor.expect(400, path, { body: { ...opened, minutes: 61 } });
      await visitor.expect(400, path, { body: { ...opened, reason: 'kurz' } });
      await seen.expect(403, path, { body: opened });
      await visitor.expect(201, path, { body: opened });

      const records = (of: string) => `/tenants/${of}/kita-planer/connections/${of}/buffer`;
      await visitor.expect(404, records(tenant));
      await other.expect(403, records(tenant));
      await visitor.expect(403, records(await gateway.test.tenant()));
      const { items } = await seen.expect(200, path);
      const { reason, ticket } = opened;
      expect(items[0]).toMatchObject({ reason, ticket, user: { id: visitor.person.id } });
    });
  });

  describe('what takes two persons', () => {
    it('is not done by one who says to be another', async () => {
      const kita = await gateway.tenant();
      const runs = `/tenants/${kita.id}${await kita.connection()}/runs`;
      const visitor = await Visitor.signedIn(gateway, { tenant: kita.id, role: 'clerk' });

      const refused = await visitor.expect(400, runs, {
        method: 'POST',
        headers: { 'acting-user': 'jemand-anders' },
      });

      expect(refused.detail).toContain('you act as yourself');
      await visitor.expect(202, runs, { method: 'POST' });
    });

    it('is asked for by one and agreed to by another, once', async () => {
      const [asks, agrees] = [await admin(), await admin()];
      const path = `/tenants/${tenant}/approvals`;
      const body = { act: 'erase-child', subject: { childNumber: 'B4711' }, reason: 'Antrag der Eltern' };
      await asks.expect(422, path, { body: { ...body, act: 'anything' } });
      await asks.expect(422, path, { body: { ...body, subject: {} } });
      const { id } = await asks.expect(201, path, { body });

      expect(await asks.expect(409, `${path}/${id}/approve`, { method: 'POST' })).toMatchObject({
        code: 'SECOND_PERSON_NEEDED',
      });
      // No such child was ever handed over: nothing is done, and the wish stays open.
      await agrees.expect(404, `${path}/${id}/approve`, { method: 'POST' });
      await agrees.expect(200, `${path}/${id}/decline`, { method: 'POST' });
      expect(await agrees.expect(409, `${path}/${id}/approve`, { method: 'POST' })).toMatchObject({
        code: 'APPROVAL_CLOSED',
      });
      const { items } = await asks.expect(200, path);
      expect(items).toEqual([expect.objectContaining({ id, state: 'declined', own: true })]);
    });
  });
});
