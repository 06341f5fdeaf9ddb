import type { Section } from "../page.ts";
import { keepChange, undoChange } from "../provisional/acts.ts";
import { changeAllowlist } from "./editor/act.tsx";
import { showAllowlist } from "./editor/page.tsx";
import { downloadList, showFilePage } from "./file/file-page.tsx";
import { importFile } from "./file/import-act.tsx";
import { addSuggested } from "./suggestions/suggestions-act.ts";
import { showSuggestions } from "./suggestions/suggestions-page.tsx";
import { addEntry, showEntries } from "./table/entries-page.tsx";
import { changeEntry, removeEntry } from "./table/entry-acts.ts";
import { showEntry } from "./table/entry-page.tsx";

export const allowlistSection: Section = {
  menu: { path: "/allowlist", label: (texts) => texts.allowlist.title },
  needs: "allowlist:read",
  pages: {
    "/allowlist": showAllowlist,
    "/allowlist/entries": showEntries,
    "/allowlist/entries/:id": showEntry,
    "/allowlist/suggestions": showSuggestions,
    "/allowlist/file": showFilePage,
    "/allowlist/export": downloadList,
  },
  acts: {
    "/allowlist": changeAllowlist,
    "/allowlist/entries": addEntry,
    "/allowlist/entries/:id": changeEntry,
    "/allowlist/entries/:id/remove": removeEntry,
    "/allowlist/suggestions": addSuggested,
    "/allowlist/file": importFile,
    "/provisional/keep": keepChange,
    "/provisional/undo": undoChange,
  },
};
