import { err, ok, type Result } from "../../result.ts";
import { withoutInvisible } from "../refusal/contact.ts";
import type { RequestFault } from "../refusal/kinds.ts";

export const MAX_NAME_LENGTH = 100;
export const MAX_REASON_LENGTH = 200;

/** What a stranger wrote: one line of text each, without control characters and without what turns the writing around. */
export interface RequestFields {
  readonly name: string;
  /** "": none. */
  readonly reason: string;
}

/** What is typed is shown again cut to this: a form is never larger than its first one by much. */
const SHOWN_LENGTH = 2 * MAX_REASON_LENGTH;

/** The text of a field on one line, cut to what may be shown again. */
const lineOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  // Cut first: the work must not grow with the input.
  const text = typeof value === "string" ? value.slice(0, 4 * MAX_REASON_LENGTH) : "";
  return withoutInvisible(text).replace(/\s+/g, " ").trim().slice(0, SHOWN_LENGTH);
};

export const typedIn = (form: FormData): RequestFields => ({
  name: lineOf(form, "name"),
  reason: lineOf(form, "reason"),
});

/** A character that can be seen: no blank, no mark without a letter, nothing that fonts leave out (also U+2800 is blank). */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Z}\p{M}\p{C}\u2800]/u;

export function checkFields(fields: RequestFields): Result<RequestFields, RequestFault> {
  if (!VISIBLE.test(fields.name)) return err("no_name");
  if (fields.name.length > MAX_NAME_LENGTH || fields.reason.length > MAX_REASON_LENGTH) return err("too_long");
  return ok(fields);
}
