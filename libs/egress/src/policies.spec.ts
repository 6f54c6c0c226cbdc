import { EgressPolicies } from './policies';
import { publicPolicy } from './policy';

describe('EgressPolicies', () => {
  const policies = new EgressPolicies({
    EGRESS_ALLOW: 'localhost:8443=127.0.0.0/8,::1/128  127.0.0.1:9443=127.0.0.0/8 [::1]:9443=::1/128',
  });

  it('allows nothing but public hosts on port 443 unless told otherwise', () => {
    expect(policies.for('https://kita-planer.example')).toBe(publicPolicy);
    expect(policies.for('https://localhost')).toBe(publicPolicy);
    expect(new EgressPolicies({}).for('https://localhost:8443')).toBe(publicPolicy);
  });

  it('makes an exception for one host on one port', () => {
    expect(policies.for('https://LOCALHOST:8443/pfad')).toEqual({
      ports: [8443],
      addresses: ['127.0.0.0/8', '::1/128'],
      ipLiterals: false,
    });
    expect(policies.for('https://127.0.0.1:9443')).toMatchObject({ ipLiterals: true });
    expect(policies.for('https://[::1]:9443')).toMatchObject({ addresses: ['::1/128'], ipLiterals: true });
  });

  it.each(['localhost', 'localhost:8443', 'localhost:8443=everywhere', '=10.0.0.0/8', 'a:b=10.0.0.0/8'])(
    'refuses to start with %s',
    (EGRESS_ALLOW) => {
      expect(() => new EgressPolicies({ EGRESS_ALLOW })).toThrow(/Entry 1 of EGRESS_ALLOW/);
    },
  );
});
