import type { Visit } from "../page.ts";

const PATHS = {
  text: "/allowlist",
  table: "/allowlist/entries",
  suggestions: "/allowlist/suggestions",
  file: "/allowlist/file",
} as const;
const TABS = ["text", "table", "suggestions", "file"] as const satisfies readonly (keyof typeof PATHS)[];

/** The ways to see and change the list. */
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
      {TABS.map((tab) =>
        tab === current ? (
          <span aria-current="page">{tabs[tab]}</span>
        ) : (
          <a href={visit.href(PATHS[tab])}>{tabs[tab]}</a>
        ),
      )}
    </nav>
  );
}
