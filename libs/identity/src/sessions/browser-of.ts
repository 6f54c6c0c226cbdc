/** Of a browser's long description the two words its owner knows it by. */
export function browserOf(userAgent: string | undefined): string {
  const text = (userAgent ?? '').slice(0, 400);
  const named = (names: readonly (readonly [string, RegExp])[]): string | undefined =>
    names.find(([, mark]) => mark.test(text))?.[0];
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)];
  return [browser ?? '?', system].filter(Boolean).join(', ');
}

/** The first mark that is there counts: every browser also claims to be some of those below it. */
const BROWSERS = [
  ['Edge', /\bEdgA?\//],
  ['Firefox', /\bFirefox\//],
  ['Chrome', /\b(?:Headless)?Chrom(?:e|ium)\//],
  ['Safari', /\bSafari\//],
] as const;

const SYSTEMS = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;
