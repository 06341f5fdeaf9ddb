import type { Section } from "../page.ts";
import { showCheck } from "./page.tsx";

/** Tests what the list would decide about a visit. */
export const checkSection: Section = {
  menu: { path: "/check", label: (texts) => texts.check.title },
  needs: "allowlist:read",
  pages: { "/check": showCheck },
  acts: {},
};
