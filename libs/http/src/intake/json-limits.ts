/** How deep objects and arrays may be nested. */
export const MAX_DEPTH = 32;

/** How many members one object or array may have. */
export const MAX_MEMBERS = 10_000;
