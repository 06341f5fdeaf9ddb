import { isInvisible } from "./normal-form.ts";

/** A stretch of a header, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts parts out of a Cookie header, with the separators that were theirs, so that the others stand as if the part had
 * never been there. What stood apart stays apart: no cut makes a new name of two texts.
 *
 * @param spans in the order of their starts; they may overlap.
 */
export function cutSpans(header: string, spans: readonly Span[]): string {
  let rest = "";
  let at = 0;
  for (const span of spans) {
    if (span.end <= at) continue;
    const start = Math.max(span.start, at);
    rest += header.slice(at, start);
    const left = beforeSeparators(rest);
    const right = afterSeparators(header, span.end);
    const opensPart = left === 0 || rest[left - 1] === ";";
    const closesPart = right === header.length || header[right] === ";";

    if (opensPart && closesPart) {
      // The whole of what stands between two semicolons: one of them goes too, the last one's own or the one before.
      rest = rest.slice(0, right === header.length ? Math.max(0, left - 1) : left);
      at = right + 1;
      if (left === 0) at = afterSeparators(header, at);
    } else if (opensPart) {
      at = right;
    } else {
      if (closesPart || right > span.end) rest = rest.slice(0, left);
      at = span.end;
    }
  }
  return rest + header.slice(at);
}

/** Commas and white space separate cookies too, for some. */
const isSeparator = (code: number): boolean => isInvisible(code) || code === 0x2c;

function beforeSeparators(text: string): number {
  let end = text.length;
  while (end > 0 && isSeparator(text.charCodeAt(end - 1))) end--;
  return end;
}

function afterSeparators(text: string, from: number): number {
  let start = from;
  while (start < text.length && isSeparator(text.charCodeAt(start))) start++;
  return start;
}
