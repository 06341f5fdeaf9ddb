import type { Section } from "../page.ts";
import { allow, showAllowForm } from "./allow.tsx";
import { showDenials } from "./list.tsx";

/** The visitors who were turned away, and a way to admit them. */
export const denialsSection: Section = {
  menu: { path: "/denials", label: (texts) => texts.denials.title },
  needs: "allowlist:read",
  pages: { "/denials": showDenials, "/denials/:id": showAllowForm },
  acts: { "/denials/allow": allow },
};
