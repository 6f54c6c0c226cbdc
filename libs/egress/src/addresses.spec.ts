import { blockedKind } from './addresses';

describe('an address', () => {
  it.each([
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.0.1', 'private'],
    ['127.0.0.1', 'loopback'],
    ['127.8.8.8', 'loopback'],
    ['169.254.169.254', 'linkLocal'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['198.18.0.1', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['168.63.129.16', 'metadata'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['fc00::1', 'uniqueLocal'],
    ['fd00:ec2::254', 'uniqueLocal'],
    ['fe80::1', 'linkLocal'],
    ['fec0::1', 'unassigned'],
    ['ff02::1', 'multicast'],
    ['64:ff9b::a00:1', 'rfc6052'],
    ['64:ff9b:1::a00:1', 'unassigned'],
    ['2002:a00:1::', '6to4'],
    ['2001:0:4136:e378::1', 'teredo'],
    ['2001:db8::1', 'reserved'],
    ['::ffff:10.0.0.1', 'ipv4Mapped'],
    ['::ffff:93.184.216.34', 'ipv4Mapped'],
    ['::127.0.0.1', 'ipv4Mapped'],
  ])('%s is %s and not for us', (address, kind) => {
    expect(blockedKind(address, [])).toBe(kind);
  });

  it.each(['93.184.216.34', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '2a00:1450::1'])(
    '%s is public',
    (address) => {
      expect(blockedKind(address, [])).toBeUndefined();
    },
  );

  it('may be allowed by range, however it is written', () => {
    const allowed = ['127.0.0.0/8', '::1/128', '10.20.0.0/16'];

    expect(
      ['127.0.0.1', '::1', '10.20.30.40', '::ffff:127.0.0.1'].map((a) => blockedKind(a, allowed)),
    ).toEqual([undefined, undefined, undefined, undefined]);
    expect(blockedKind('10.21.0.1', allowed)).toBe('private');
  });
});
