import { DefaultNamingStrategy } from 'typeorm';

/** `bornOn` in TypeScript is `born_on` in PostgreSQL; indexes and keys are named as PostgreSQL would. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(property: string, customName: string | undefined): string {
    return customName ?? snake(property);
  }

  override joinColumnName(relation: string, referencedColumn: string): string {
    return snake(`${relation}_${referencedColumn}`);
  }

  override primaryKeyName(table: { name: string } | string): string {
    return `${nameOf(table)}_pkey`;
  }

  override foreignKeyName(table: { name: string } | string, columns: string[]): string {
    return `${nameOf(table)}_${columns.join('_')}_fkey`;
  }

  override indexName(table: { name: string } | string, columns: string[]): string {
    return `${nameOf(table)}_${columns.join('_')}_idx`;
  }
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const nameOf = (table: { name: string } | string): string =>
  (typeof table === 'string' ? table : table.name).replace(/^.*\./, '');
