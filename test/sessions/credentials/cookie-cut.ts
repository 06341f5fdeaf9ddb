import { type CookiePart, joinCookieParts, readCookieHeader } from "../../../src/sessions/credentials/cookie-header.ts";
import { createCookieRule } from "../../../src/sessions/credentials/cookie-names.ts";
import { normalForm } from "../../../src/sessions/credentials/normal-form.ts";
import { otherForms } from "../../../src/sessions/credentials/value-forms.ts";
import { SESSION_COOKIES } from "./cookie-corpus.ts";

/** The rule that the corpus is read by. */
export const rule = createCookieRule({ names: SESSION_COOKIES, exceptions: [], unbound: [] });

/** Every value that is found in a header's session cookies, in normal form. */
export const valuesIn = (header: string): readonly string[] =>
  readCookieHeader(header, rule).flatMap(({ values }) => values);

export const hasSession = (header: string): boolean =>
  readCookieHeader(header, rule).some(({ kind }) => kind === "candidate");

const keep = (header: string, isKept: (part: CookiePart) => boolean): string | null =>
  joinCookieParts(readCookieHeader(header, rule).filter(isKept));

/** What is forwarded when this value has ended and cookies are known by their hashes (BIND_SESSIONS off, enroll). */
export function withoutEnded(header: string, ended: string): string | null {
  const form = normalForm(ended);
  const isEnded = (value: string): boolean => value === form || otherForms(value).includes(form);
  return keep(header, ({ kind, values }) => kind === "other" || (values.length > 0 && !values.some(isEnded)));
}

/** What is forwarded of cookies without seals in `strict`. */
export const withoutSessions = (header: string): string | null => keep(header, ({ kind }) => kind === "other");
