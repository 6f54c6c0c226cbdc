/**
 * The mark of a request's content: the same for the same content however its members are ordered and
 * spaced.
 *
 * @param hmac under a key of ours, so that the mark tells a reader of the table nothing about the content
 */
export const contentMark = (content: unknown, hmac: (bytes: Buffer) => Uint8Array): Uint8Array =>
  hmac(Buffer.from(inOrder(content)));

function inOrder(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(inOrder).join()}]`;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${inOrder(member)}`).join()}}`;
}
