/** Whose records, at which connection. */
export interface Whose {
  readonly tenant: string;
  readonly connection: string;
}
