import type { Section } from "../page.ts";
import { showCheck } from "./page.tsx";

/** What the list would say to a visit, before anybody is turned away. */
export const checkSection: Section = {
  menu: { path: "/check", label: (texts) => texts.check.title },
  needs: "allowlist:read",
  pages: { "/check": showCheck },
  acts: {},
};
