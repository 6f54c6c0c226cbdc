import { parseUrl } from './parse-url';

describe('a text', () => {
  it.each(['', 'kita.example', 'https://', 'https://[::1/'])('%j is no URL', (text) => {
    expect(parseUrl(text)).toBeUndefined();
  });

  it('with an umlaut in its host is a URL the first time and the ten thousandth', () => {
    const hosts = Array.from({ length: 10_000 }, () => parseUrl('https://KITA-SÜD.example/')?.host);

    expect(new Set(hosts)).toEqual(new Set(['xn--kita-sd-s2a.example']));
  });
});
