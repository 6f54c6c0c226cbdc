import { nameFrom, rolesFrom, sawSecondFactor, verifiedEmail } from './claims';

const rule = (claim: string, value: string, role: 'tenant_admin' | 'clerk' | 'auditor', tenant = 'T1') => ({
  ...{ claim, value, role, tenant },
});

describe('what a provider tells about somebody', () => {
  it.each([
    ['a list', { groups: ['a', 'team'] }, 'groups'],
    ['one value', { groups: 'team' }, 'groups'],
    ['a path', { realm_access: { roles: ['team'] } }, 'realm_access.roles'],
    ['a name with dots', { 'https://school.example/role': 'team' }, 'https://school.example/role'],
  ])('gives a role by %s', (_, claims, claim) => {
    expect(rolesFrom(claims, [rule(claim, 'team', 'clerk')])).toEqual(new Map([['T1', 'clerk']]));
  });

  it.each([
    ['nothing of the kind', {}],
    ['another value', { groups: ['teams'] }],
    ['a text that contains it', { groups: 'my team' }],
    ['something inherited', Object.create({ groups: 'team' }) as object],
    ['an object', { groups: { team: true } }],
  ])('gives none by %s', (_, claims) => {
    expect(rolesFrom({ ...claims }, [rule('groups', 'team', 'clerk')]).size).toBe(0);
  });

  it('gives the strongest of several roles in a tenant, in whatever order the rules stand', () => {
    const rules = [
      rule('groups', 'a', 'auditor'),
      rule('groups', 'b', 'tenant_admin'),
      rule('groups', 'c', 'clerk'),
      rule('groups', 'a', 'auditor', 'T2'),
    ];
    const expected = new Map([
      ['T1', 'tenant_admin'],
      ['T2', 'auditor'],
    ]);
    expect(rolesFrom({ groups: ['a', 'b', 'c'] }, rules)).toEqual(expected);
    expect(rolesFrom({ groups: ['a', 'b', 'c'] }, rules.reverse())).toEqual(expected);
  });

  it('is believed about a second factor and an address only where it is said clearly', () => {
    expect(
      [['pwd', 'otp'], ['mfa'], ['pwd'], 'mfa', undefined].map((amr) => sawSecondFactor({ amr })),
    ).toEqual([true, true, false, false, false]);
    const email = 'erika@example.org';
    expect([true, 'true', undefined].map((seen) => verifiedEmail({ email, email_verified: seen }))).toEqual([
      email,
      undefined,
      undefined,
    ]);
  });

  it('is a name in one way or another', () => {
    expect(nameFrom({ name: ' Erika ', preferred_username: 'e' })).toBe('Erika');
    expect(nameFrom({ name: '', preferred_username: 'erika.m' })).toBe('erika.m');
    expect(nameFrom({})).toBe('?');
  });
});
