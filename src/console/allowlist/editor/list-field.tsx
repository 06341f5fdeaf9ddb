import type { FieldError as InputError } from "../../../input/validation.ts";
import { CODE_INPUT, describedBy, ErrorMessage, Field } from "../../parts/form.tsx";
import type { Texts } from "../../texts/texts.ts";
import { linesOf } from "../list-text.ts";

/** What is wrong, by line (from 1). */
export type LineErrors = ReadonlyMap<number, string>;

/** What is wrong with each line, in the reader's language; several things in one line are one text. */
export function describeLines(texts: Texts, errors: readonly InputError[]): LineErrors {
  const lines = new Map<number, string>();
  for (const { line = 1, code, detail, fix } of errors) {
    const said = texts.allowlist.error({ code, detail, fix });
    const before = lines.get(line);
    lines.set(line, before === undefined ? said : `${before} ${said}`);
  }
  return lines;
}

/** The input of a line that has an error. */
export const lineId = (line: number): string => `line-${line}`;

interface ListFieldProps {
  readonly texts: Texts;
  readonly text: string;
  readonly errors: LineErrors;
}

/** With more fields than this the page is hard to read; a list of errors above the box is easier. */
const MAX_FIELDS = 50;
const MIN_ROWS = 8;
const MAX_ROWS = 24;

/**
 * The box with the addresses. Where lines have errors it comes apart: each such line is a field of its own in its very
 * place, with what is wrong beside it. All parts have one name, so that they arrive as one text again, in order.
 */
export function ListField({ texts, text, errors }: ListFieldProps) {
  const { box } = texts.allowlist;
  if (errors.size === 0 || errors.size > MAX_FIELDS) {
    return (
      <Field id="list" label={box.label} hint={box.hint}>
        <Box id="list" text={text} rows={clamp(linesOf(text).length + 1, MIN_ROWS, MAX_ROWS)} hint={box.hint} />
      </Field>
    );
  }
  return (
    <fieldset class="field">
      <legend>{box.label}</legend>
      <p class="hint" id="list-hint">
        {box.hint}
      </p>
      {partsOf(text, errors).map((part) =>
        part.kind === "line" ? (
          <div class="field has-error">
            <label for={lineId(part.line)}>{box.line(part.line)}</label>
            <ErrorMessage id={lineId(part.line)} error={part.error} />
            <input
              type="text"
              name="list"
              value={part.text}
              autocomplete="off"
              {...CODE_INPUT}
              {...describedBy({ id: lineId(part.line), error: part.error })}
            />
          </div>
        ) : (
          <>
            <label class="visually-hidden" for={`lines-${part.first}`}>
              {box.lines(part.first, part.last)}
            </label>
            <Box id={`lines-${part.first}`} text={part.text} rows={clamp(part.last - part.first + 1, 1, MAX_ROWS)} />
          </>
        ),
      )}
    </fieldset>
  );
}

/** A text area that does not wrap lines. HTML drops a line end at the start of the text, so one is added. */
function Box({
  id,
  text,
  rows,
  hint,
}: {
  readonly id: string;
  readonly text: string;
  readonly rows: number;
  readonly hint?: string;
}) {
  return (
    <textarea name="list" rows={rows} wrap="off" autocomplete="off" {...CODE_INPUT} {...describedBy({ id, hint })}>
      {`\n${text}`}
    </textarea>
  );
}

type Part =
  | { readonly kind: "lines"; readonly first: number; readonly last: number; readonly text: string }
  | { readonly kind: "line"; readonly line: number; readonly text: string; readonly error: string };

function partsOf(text: string, errors: LineErrors): readonly Part[] {
  const lines = linesOf(text);
  const parts: Part[] = [];
  let first = 1;
  const addLines = (last: number): void => {
    if (last >= first) parts.push({ kind: "lines", first, last, text: lines.slice(first - 1, last).join("\n") });
  };
  for (const [line, error] of [...errors].toSorted(([a], [b]) => a - b)) {
    addLines(line - 1);
    parts.push({ kind: "line", line, text: lines[line - 1] ?? "", error });
    first = line + 1;
  }
  addLines(lines.length);
  return parts;
}

const clamp = (value: number, min: number, max: number): number => Math.min(Math.max(value, min), max);
