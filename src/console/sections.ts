import { activitySection } from "./activity/section.ts";
import { allowlistSection } from "./allowlist/section.ts";
import { checkSection } from "./check/section.ts";
import { denialsSection } from "./denials/section.ts";
import { historySection } from "./history/section.ts";
import type { Section } from "./page.ts";
import { sessionsSection } from "./sessions/section.ts";

/** Every section of the console, in the order of its menu. The first that a visitor may see is the front page. */
export const SECTIONS: readonly Section[] = [
  allowlistSection,
  sessionsSection,
  denialsSection,
  historySection,
  activitySection,
  checkSection,
];
