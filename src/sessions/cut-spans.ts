/** A stretch of a header, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const isSeparator = (character: string | undefined): boolean =>
  character !== undefined && (character === "," || character <= " ");

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
    const start = Math.max(span.start, at);
    if (span.end <= start && span.start < at) continue;
    const end = Math.max(span.end, start);
    rest += header.slice(at, start);
    let left = rest.length;
    while (isSeparator(rest[left - 1])) left--;
    let right = end;
    while (isSeparator(header[right])) right++;

    if (left === 0 || rest[left - 1] === ";") {
      if (right >= header.length) {
        rest = rest.slice(0, Math.max(0, left - 1));
        at = right;
      } else if (header[right] === ";") {
        rest = withoutCommas(rest, left);
        at = right + 1;
        while (at < header.length && (header[at] ?? "") <= " ") at++;
      } else {
        at = right > end ? right : end;
      }
    } else {
      const standsApart = right > end || right >= header.length || header[right] === ";";
      if (standsApart) rest = rest.slice(0, left);
      at = end;
    }
  }
  return rest + header.slice(at);
}

/** The white space after a semicolon stays, a comma that separated what was cut does not. */
function withoutCommas(rest: string, left: number): string {
  const comma = rest.indexOf(",", left);
  return comma === -1 ? rest : rest.slice(0, comma);
}
