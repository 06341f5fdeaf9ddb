import { SIGNAL_HEADER } from "../../sessions/conclusion.ts";
import type { CookieChanges } from "../../sessions/finish-answer.ts";

/** The answer as the visitor gets it: as it came, but for signals, which are for Gatehouse alone, and what seals change. */
export function finalAnswer(answer: Response, changes: CookieChanges | null): Response {
  const hasChanges = changes !== null && (changes.removed.size > 0 || changes.added.length > 0);
  if (!hasChanges && !answer.headers.has(SIGNAL_HEADER)) return answer;
  const copy = copyOf(answer);
  const { headers } = copy;
  headers.delete(SIGNAL_HEADER);
  if (changes === null) return copy;
  // Only when one must go: read and written again, bytes beyond ASCII are not the same.
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

/** Ends an answer that no one gets. */
export function discard({ body, webSocket }: Response): void {
  if (webSocket !== null) {
    webSocket.accept();
    webSocket.close(INTERNAL_ERROR);
  }
  // Whether the origin likes it does not matter here.
  body?.cancel().catch(() => undefined);
}

/** RFC 6455 section 7.4.1. */
const INTERNAL_ERROR = 1011;
