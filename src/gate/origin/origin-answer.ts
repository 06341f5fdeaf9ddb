import { SIGNAL_HEADER } from "../../sessions/conclusion.ts";
import type { CookieChanges } from "../../sessions/finish-answer.ts";

/** The answer as the visitor gets it: unchanged, but without signals, which are for Gatehouse alone, and with seals. */
export function finalAnswer(answer: Response, changes: CookieChanges | null): Response {
  const hasChanges = changes !== null && (changes.removed.size > 0 || changes.added.length > 0);
  if (!hasChanges && !answer.headers.has(SIGNAL_HEADER)) return answer;
  const copy = copyOf(answer);
  const { headers } = copy;
  headers.delete(SIGNAL_HEADER);
  if (changes === null) return copy;
  // Only when a line must be removed: bytes beyond ASCII change when a header is read and written again.
  if (changes.removed.size > 0) {
    const kept = headers.getSetCookie().filter((line) => !changes.removed.has(line));
    headers.delete("Set-Cookie");
    for (const line of kept) headers.append("Set-Cookie", line);
  }
  for (const line of changes.added) headers.append("Set-Cookie", line);
  return copy;
}

function copyOf(answer: Response): Response {
  const { webSocket, body } = answer;
  return webSocket === null
    ? new Response(body, answer)
    : new Response(null, { headers: new Headers(answer.headers), status: 101, webSocket });
}

/** Closes an answer that is not sent to anyone. */
export function discard({ body, webSocket }: Response): void {
  if (webSocket !== null) {
    webSocket.accept();
    webSocket.close(INTERNAL_ERROR);
  }
  // An error of the origin does not matter here.
  body?.cancel().catch(() => undefined);
}

/** RFC 6455 section 7.4.1. */
const INTERNAL_ERROR = 1011;
