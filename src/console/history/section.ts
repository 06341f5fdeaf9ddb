import type { Section } from "../page.ts";
import { restoreState, undoChange } from "./acts.tsx";
import { showHistory } from "./list.tsx";
import { downloadListAt, showRevision } from "./revision-page.tsx";

/** Earlier states of policy and list. */
export const historySection: Section = {
  menu: { path: "/history", label: (texts) => texts.history.title },
  needs: "allowlist:read",
  pages: {
    "/history": showHistory,
    "/history/:revision": showRevision,
    "/history/:revision/export": downloadListAt,
  },
  acts: {
    "/history/:revision/undo": undoChange,
    "/history/:revision/restore": restoreState,
  },
};
