import type { Visit } from "../page.ts";

const PATHS = { text: "/allowlist", table: "/allowlist/entries", file: "/allowlist/file" } as const;

/** The three ways to see and change the list. */
export function ListTabs({
  visit,
  current,
}: {
  readonly visit: Pick<Visit, "texts" | "href">;
  readonly current: keyof typeof PATHS;
}) {
  const { tabs } = visit.texts.allowlist;
  return (
    <nav class="tabs" aria-label={tabs.label}>
      {(["text", "table", "file"] as const).map((tab) =>
        tab === current ? (
          <span aria-current="page">{tabs[tab]}</span>
        ) : (
          <a href={visit.href(PATHS[tab])}>{tabs[tab]}</a>
        ),
      )}
    </nav>
  );
}
