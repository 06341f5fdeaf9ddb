import type { Child, PropsWithChildren } from "hono/jsx";

interface TableProps {
  /** What the table holds, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly string[];
}

/** Said aloud: where the style changes `display`, as it does for cards, browsers forget what an element is. */
const role = (name: "table" | "rowgroup" | "row" | "columnheader" | "cell") => ({ role: name });

/** A table that a phone shows as cards. */
export function Table({ caption, columns, children }: PropsWithChildren<TableProps>) {
  return (
    <table {...role("table")}>
      <caption class="visually-hidden">{caption}</caption>
      <thead {...role("rowgroup")}>
        <tr {...role("row")}>
          {columns.map((column) => (
            <th {...role("columnheader")} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...role("rowgroup")}>{children}</tbody>
    </table>
  );
}

export function Row({ children, ...rest }: PropsWithChildren<{ readonly class?: string; readonly id?: string }>) {
  return (
    <tr {...role("row")} {...rest}>
      {children}
    </tr>
  );
}

/** `column` is the heading above the cell; a card shows it beside the value. */
export function Cell({ column, children }: { readonly column: string; readonly children?: Child }) {
  return (
    <td {...role("cell")} data-column={column}>
      <div>{children}</div>
    </td>
  );
}
