import { checkUrl } from './check-url';
import { loopbackPolicy, publicPolicy } from './policy';
import { UrlNotAllowed, allowedUrl } from './url-not-allowed';

describe('a URL', () => {
  it.each([
    ['http://kita.example/', 'NOT_HTTPS'],
    ['ftp://kita.example/', 'NOT_HTTPS'],
    ['file:///etc/passwd', 'NOT_HTTPS'],
    ['kita.example', 'NOT_A_URL'],
    ['https://', 'NOT_A_URL'],
    ['', 'NOT_A_URL'],
    ['https://93.184.216.34/', 'IP_LITERAL'],
    ['https://127.0.0.1/', 'IP_LITERAL'],
    ['https://[::1]/', 'IP_LITERAL'],
    ['https://[2a00:1450::1]/', 'IP_LITERAL'],
    ['https://2130706433/', 'ODD_NUMBER'],
    ['https://0x7f.1/', 'ODD_NUMBER'],
    ['https://0177.0.0.1/', 'ODD_NUMBER'],
    ['https://127.1/', 'ODD_NUMBER'],
    ['https://①27.0.0.1/', 'ODD_NUMBER'],
    ['https://127.0.0.1./', 'ODD_NUMBER'],
    ['https://user@kita.example/', 'USERINFO'],
    ['https://user:password@kita.example/', 'USERINFO'],
    ['https://kita.example@evil.example/', 'USERINFO'],
    ['https://kita.example:5432/', 'PORT_NOT_ALLOWED'],
    ['https://kita.example./', 'TRAILING_DOT'],
    ['https://kita.example\\@evil.example/', 'ODD_CHARACTERS'],
    ['https://kita.example/a b', 'ODD_CHARACTERS'],
    ['https://ki\tta.example/', 'ODD_CHARACTERS'],
    [' https://kita.example/', 'ODD_CHARACTERS'],
    ['https://kita\u200b.example/', 'ODD_CHARACTERS'],
    ['https://kita.example/#x', 'FRAGMENT'],
  ])('%j is refused as %s', (text, fault) => {
    expect(checkUrl(text, publicPolicy)).toEqual({ fault });
  });

  it.each([
    ['https://kita.example/dienst?x=1', 'https://kita.example/dienst?x=1'],
    ['https://kita.example:443/', 'https://kita.example/'],
    ['https://KITA-SÜD.example/', 'https://xn--kita-sd-s2a.example/'],
    ['https://ⓚita.example/', 'https://kita.example/'],
  ])('%s is sent to as %s', (text, href) => {
    expect(checkUrl(text, publicPolicy).url?.href).toBe(href);
  });

  it('may name a port or an address where the policy allows it', () => {
    const simulators = loopbackPolicy(4433);

    expect(checkUrl('https://127.0.0.1:4433/', simulators)).toHaveProperty('url');
    expect(checkUrl('https://[::1]:4433/', simulators)).toHaveProperty('url');
    expect(checkUrl('https://127.1:4433/', simulators)).toEqual({ fault: 'ODD_NUMBER' });
    expect(checkUrl('https://127.0.0.1:4434/', simulators)).toEqual({ fault: 'PORT_NOT_ALLOWED' });
    expect(checkUrl('https://10.0.0.1:4433/', simulators)).toEqual({ fault: 'ADDRESS_NOT_ALLOWED' });
  });

  it('that a person entered is refused with the reason and never repeated', () => {
    const entered = () => allowedUrl('https://träger:geheim@kita.example/', publicPolicy, 'url');

    expect(entered).toThrow(UrlNotAllowed);
    expect(new UrlNotAllowed('USERINFO', 'url')).toMatchObject({
      kind: 'invalid',
      code: 'URL_NOT_ALLOWED',
      facts: { reason: 'USERINFO' },
      field: 'url',
    });
    expect(entered).not.toThrow(/geheim|kita/);
  });
});
