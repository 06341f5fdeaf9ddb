import type { Section } from "../page.ts";
import { exportActivity, showActivity } from "./list.tsx";

/** The audit trail, for people. */
export const activitySection: Section = {
  menu: { path: "/activity", label: (texts) => texts.activity.title },
  needs: "audit:read",
  pages: { "/activity": showActivity, "/activity/export": exportActivity },
  acts: {},
};
