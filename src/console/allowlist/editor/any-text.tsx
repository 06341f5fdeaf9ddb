import type { LeftOut } from "../../../allowlist/reading/any-text/reading.ts";
import { CODE_INPUT, describedBy, Field } from "../../parts/form.tsx";
import { Notice } from "../../parts/notice.tsx";
import type { Texts } from "../../texts/texts.ts";
import type { ReadFault, ReadIntoBox } from "./read-into-box.ts";

/** What was pasted into the field for any text, and what is wrong with it. */
export interface Pasted {
  readonly text: string;
  readonly error?: string;
}

export const NOTHING_PASTED: Pasted = { text: "" };

interface AnyTextProps {
  readonly texts: Texts;
  /** Id of the form that the field belongs to: it stands outside, so that Enter in the form still reviews. */
  readonly form: string;
  readonly pasted: Pasted;
}

/** A field for any text as people have it. Its button turns what is found into lines of the box. */
export function AnyText({ texts, form, pasted: { text, error } }: AnyTextProps) {
  const { anyText } = texts;
  const field = { id: "any_text", hint: anyText.hint, error };
  return (
    <details class="card" open={text !== "" || error !== undefined}>
      <summary>{anyText.summary}</summary>
      <Field label={anyText.label} {...field}>
        <textarea form={form} name="any_text" rows={6} autocomplete="off" {...CODE_INPUT} {...describedBy(field)}>
          {`\n${text}`}
        </textarea>
      </Field>
      <button type="submit" form={form} name="step" value="read" class="secondary">
        {anyText.button}
      </button>
    </details>
  );
}

/** What came into the box, and what did not and why. */
export function AnyTextNews({ texts, read }: { readonly texts: Texts; readonly read: ReadIntoBox }) {
  const { anyText } = texts;
  return (
    <Notice kind={read.leftOutCount > 0 ? "warning" : "info"} isNews>
      <p>{anyText.added(read.added)}</p>
      {read.present > 0 ? <p>{anyText.present(read.present)}</p> : null}
      <LeftOutList texts={texts} {...read} />
    </Notice>
  );
}

const MAX_SHOWN = 50;

/** What looks like an entry and was left out, each with its place and the reason. */
export function LeftOutList({
  texts,
  leftOut,
  leftOutCount,
}: Pick<ReadIntoBox, "leftOut" | "leftOutCount"> & { readonly texts: Texts }) {
  if (leftOutCount === 0) return null;
  const shown = leftOut.slice(0, MAX_SHOWN);
  return (
    <>
      <p>{texts.anyText.leftOut(leftOutCount)}</p>
      <ul>
        {shown.map((item) => (
          <li>
            <bdi class="code">{item.text}</bdi> – <bdi>{reasonOf(texts, item)}</bdi>
          </li>
        ))}
      </ul>
      {leftOutCount > shown.length ? <p>{texts.common.andMore(leftOutCount - shown.length)}</p> : null}
    </>
  );
}

function reasonOf({ allowlist, anyText }: Texts, { place, code, detail, fix }: LeftOut): string {
  const reason = anyText.reason({ code, detail, fix });
  return "line" in place ? allowlist.errorInLine(place.line, reason) : reason;
}

/** What is said at the field when nothing of the text comes into the box. */
export function faultText({ anyText }: Texts, fault: ReadFault): string {
  switch (fault.kind) {
    case "empty":
      return anyText.empty;
    case "nothing_found":
      return anyText.nothingFound;
    case "too_many":
      return anyText.tooMany(fault.found);
    default:
      return fault satisfies never;
  }
}
