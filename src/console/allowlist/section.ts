import type { Section } from "../page.ts";
import { changeAllowlist } from "./act.tsx";
import { showAllowlist } from "./page.tsx";

export const allowlistSection: Section = {
  menu: { path: "/allowlist", label: (texts) => texts.allowlist.title },
  needs: "allowlist:read",
  pages: { "/allowlist": showAllowlist },
  acts: { "/allowlist": changeAllowlist },
};
