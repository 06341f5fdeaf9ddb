import { access } from "./en/access.ts";
import { activity } from "./en/activity.ts";
import { allowlist } from "./en/allowlist.ts";
import { anyText } from "./en/any-text.ts";
import { check } from "./en/check.ts";
import { common } from "./en/common.ts";
import { denials } from "./en/denials.ts";
import { history } from "./en/history.ts";
import { provisional } from "./en/provisional.ts";
import { requests } from "./en/requests.ts";
import { sessions } from "./en/sessions.ts";
import { suggestions } from "./en/suggestions.ts";

/** English: also the shape that every other language has. A page's texts are a section of their own. */
export const en = {
  language: "en" as string,
  /** The language's own name. */
  languageName: "English",
  common,
  access,
  allowlist,
  anyText,
  provisional,
  sessions,
  suggestions,
  requests,
  denials,
  history,
  activity,
  check,
};
