import { access } from "./es/access.ts";
import { activity } from "./es/activity.ts";
import { allowlist } from "./es/allowlist.ts";
import { anyText } from "./es/any-text.ts";
import { check } from "./es/check.ts";
import { common } from "./es/common.ts";
import { denials } from "./es/denials.ts";
import { history } from "./es/history.ts";
import { provisional } from "./es/provisional.ts";
import { requests } from "./es/requests.ts";
import { sessions } from "./es/sessions.ts";
import { suggestions } from "./es/suggestions.ts";
import type { Texts } from "./texts.ts";

export const es: Texts = {
  language: "es",
  languageName: "Español",
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
