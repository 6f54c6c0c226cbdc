/**
 * The URL a text is, or undefined.
 *
 * `URL.canParse` of Node 20 answers false for hosts with an umlaut once it has been compiled: after some
 * thousand calls a process would refuse `https://kita-süd.example/`.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
