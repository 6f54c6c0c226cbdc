/** The key of one agreement line, the same for every version of it; no two lines share one. */
export const recordKey = (child: string, agreement: string, line: number): string =>
  `${recordKeyPrefix(child)}${escape(agreement)}/${line}`;

/** How the keys of all lines of one child begin, and no other child's. */
export const recordKeyPrefix = (child: string): string => `${escape(child)}/`;

const escape = (part: string): string => part.replaceAll('%', '%25').replaceAll('/', '%2F');
