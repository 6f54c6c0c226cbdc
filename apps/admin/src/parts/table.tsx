import type { ReactNode } from 'react';

interface Column {
  readonly name: string;
  /** Left out where there is little room. */
  readonly wideOnly?: boolean;
}

interface TableProps {
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The rows. */
  readonly children: ReactNode;
}

/** A table that moves sideways by itself where it is too wide, also by keyboard. */
export const Table = ({ caption, columns, children }: TableProps): ReactNode => (
  <div className="table-wrap" tabIndex={0} role="region" aria-label={caption}>
    <table>
      <caption className="hidden-text">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, wideOnly = false }) => (
            <th key={name} scope="col" className={wideOnly ? 'wide-only' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);
