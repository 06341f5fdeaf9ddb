import type { EntryChange } from "../../../allowlist/change/change-entry.ts";
import { EntryPatch, givenBy } from "../../../allowlist/reading/entry-input.ts";
import { type FieldError as InputError, validate } from "../../../input/validation.ts";
import { err, ok, type Result } from "../../../result.ts";
import type { Entry } from "../../../storage/entries/entry-records.ts";
import { isChecked, readText } from "../../page.ts";
import { Checkbox, describedBy, Field, type FieldError, TextField } from "../../parts/form.tsx";
import type { Texts } from "../../texts/texts.ts";

/** An entry as it is typed. */
export interface EntryText {
  readonly value: string;
  readonly label: string;
  readonly enabled: boolean;
  /** `2027-12-31T23:59` in UTC; empty: never. */
  readonly expires: string;
}

export const NEW_ENTRY: EntryText = { value: "", label: "", enabled: true, expires: "" };

export const entryTextOf = ({ value, label, enabled, expiresAt }: Entry): EntryText => ({
  value,
  label: label ?? "",
  enabled,
  expires: expiresAt === null ? "" : new Date(expiresAt).toISOString().slice(0, 16),
});

export const readEntryText = (form: FormData): EntryText => ({
  value: readText(form, "value"),
  label: readText(form, "label"),
  enabled: isChecked(form, "enabled"),
  expires: readText(form, "expires"),
});

/** Reads what was typed, or tells what is wrong with which field. An expiry that is unchanged may be past. */
export function readEntryChange(
  texts: Texts,
  text: EntryText,
  nowMs: number,
  before: EntryText | null,
): Result<EntryChange, readonly FieldError[]> {
  // A minute says as much as it shows: the seconds that an expiry has stay when the field was not touched.
  const isExpiryTouched = text.expires !== before?.expires;
  const read = validate(
    {
      value: text.value,
      label: text.label,
      enabled: text.enabled,
      ...(isExpiryTouched ? { expires_at: text.expires === "" ? null : toRfc3339(text.expires) } : {}),
    },
    EntryPatch,
    "body",
  );
  if (!read.ok) return err(read.error.errors.map((error) => describe(texts, error)));
  const change = { value: read.value.value, ...givenBy(read.value) };
  const { expiresAt } = change;
  if (expiresAt !== undefined && expiresAt !== null && expiresAt <= nowMs) {
    return err([{ id: "expires", text: texts.allowlist.entry.expiresPast }]);
  }
  return ok(change);
}

const toRfc3339 = (local: string): string => (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? `${local}:00Z` : local);

function describe(texts: Texts, { pointer, code, detail, fix }: InputError): FieldError {
  const { entry, error } = texts.allowlist;
  switch (pointer) {
    case "/value":
      return { id: "value", text: error({ code, detail, fix }) };
    case "/label":
      return { id: "label", text: code === "control_characters" ? entry.controlCharacters : entry.labelTooLong };
    default:
      return { id: "expires", text: entry.expiresWrong };
  }
}

interface EntryFieldsProps {
  readonly texts: Texts;
  readonly text: EntryText;
  readonly errors: readonly FieldError[];
  /** A new entry works: there is no switch yet. */
  readonly isNew: boolean;
}

export function EntryFields({ texts, text, errors, isNew }: EntryFieldsProps) {
  const { entry, table } = texts.allowlist;
  const errorOf = (id: string): string | undefined => errors.find((error) => error.id === id)?.text;
  const expires = { id: "expires", hint: entry.expiresHint, error: errorOf("expires") };
  return (
    <>
      <TextField id="value" name="value" label={entry.value} value={text.value} error={errorOf("value")} isCode />
      <TextField
        id="label"
        name="label"
        label={entry.label}
        hint={entry.labelHint}
        value={text.label}
        error={errorOf("label")}
      />
      <Field label={entry.expires} {...expires}>
        <div class="inline">
          <input type="datetime-local" name="expires" value={text.expires} data-moment {...describedBy(expires)} />
          <span class="hint">
            {table.zone} <span data-zone>{texts.common.utc}</span>
          </span>
        </div>
      </Field>
      {isNew ? (
        <input type="hidden" name="enabled" value="yes" />
      ) : (
        <Checkbox id="enabled" name="enabled" label={entry.enabled} hint={entry.enabledHint} checked={text.enabled} />
      )}
    </>
  );
}
