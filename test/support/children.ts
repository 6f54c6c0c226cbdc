import { aCareRecord } from '@connectors/kita-planer/testing';

type CareRecord = ReturnType<typeof aCareRecord>;

/** A child the Kita-Planer has never heard of. */
export const child = (key: string, parts: Parameters<typeof aCareRecord>[0] = {}): CareRecord =>
  aCareRecord({ ...parts, child: { number: `B${key}`, externalId: `K${key}`, ...parts.child } });

/** So many of them. */
export const childrenOf = (count: number, series = ''): CareRecord[] =>
  Array.from({ length: count }, (_, index) => child(`${series}${String(index).padStart(5, '0')}`));

/** The same, one JSON object per line. */
export const linesOf = (records: readonly object[]): string =>
  `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
