import type { Section } from "../page.ts";
import { changeAllowlist } from "./act.tsx";
import { addEntry, showEntries } from "./entries-page.tsx";
import { changeEntry, removeEntry } from "./entry-acts.ts";
import { showEntry } from "./entry-page.tsx";
import { downloadList, showFilePage } from "./file-page.tsx";
import { importFile } from "./import-act.tsx";
import { showAllowlist } from "./page.tsx";

export const allowlistSection: Section = {
  menu: { path: "/allowlist", label: (texts) => texts.allowlist.title },
  needs: "allowlist:read",
  pages: {
    "/allowlist": showAllowlist,
    "/allowlist/entries": showEntries,
    "/allowlist/entries/:id": showEntry,
    "/allowlist/file": showFilePage,
    "/allowlist/export": downloadList,
  },
  acts: {
    "/allowlist": changeAllowlist,
    "/allowlist/entries": addEntry,
    "/allowlist/entries/:id": changeEntry,
    "/allowlist/entries/:id/remove": removeEntry,
    "/allowlist/file": importFile,
  },
};
