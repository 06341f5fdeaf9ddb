import { partiesOf, subjectOf } from "../sessions/credentials/credential.ts";
import type { Moment } from "./arrival/arrive.ts";
import { arrive, hasClient } from "./arrival/arrive.ts";
import { urlWithoutSession } from "./arrival/session-url.ts";
import type { VisitUrl } from "./arrival/visit-url.ts";
import { clearCredentials, withoutCredentials } from "./clear.ts";
import { concludeAnswer } from "./conclude-answer.ts";
import type { Gate } from "./gate.ts";
import { findHost, judgeHost } from "./host.ts";
import { identify } from "./identity/identify.ts";
import { askOrigin } from "./origin/ask-origin.ts";
import { surfaceOf } from "./surface.ts";

/**
 * One visit, from top to bottom: who comes; which account the host belongs to; what the list says about the address;
 * which credentials are live; which account and person they belong to, and what its list says; the origin; what its
 * answer means. When something cannot be known, the visit is refused. The caller turns an exception into a refusal.
 */
export async function visit(request: Request, url: VisitUrl, gate: Gate, moment: Moment): Promise<Response> {
  const visit = arrive(request, url, gate.log, moment);
  if (!hasClient(visit)) {
    visit.log("error", "visit_refused", { reason: "no_client_address" });
    return visit.refuse({ kind: "unavailable" }, "dashboard");
  }

  const found = await findHost(visit, gate);
  if (found.kind === "refused") return visit.refuse(found.refusal, "dashboard");

  // The list comes before any credential is read, unless a session cookie may turn an API path into the dashboard.
  const path = surfaceOf(visit, [], gate);
  const waitsForCookies = path === "api" && request.headers.has("Cookie");
  const early = found.kind === "account" && !waitsForCookies ? await judgeHost(found, path, visit, gate) : null;
  if (early?.kind === "refused") return visit.refuse(early.refusal, path);
  const withoutSession = urlWithoutSession(visit, gate);
  if (withoutSession !== null) return withoutSession;

  const isPublicOnly = path === "public" && early?.kind === "allowed" && early.isUntrusted;
  const cleared = isPublicOnly ? withoutCredentials(visit, found) : await clearCredentials(visit, found, path, gate);
  if (cleared.kind === "refused") return visit.refuse(cleared.refusal, path);

  const surface = surfaceOf(visit, cleared.live, gate);
  const list = early ?? (found.kind === "account" ? await judgeHost(found, surface, visit, gate) : null);
  if (list?.kind === "refused") return visit.refuse(list.refusal, surface);

  const known = await identify(visit, found, cleared, { path, surface, list }, gate);
  if (known.kind === "refused") return visit.refuse(known.refusal, surface);

  // Everything that the origin gets has been judged. From here on, the answer is judged.
  const parties = partiesOf(known.passing.live, found.kind === "shared" ? "parts" : "all");
  const passage = { ...known, isShared: found.kind === "shared", subject: subjectOf(parties) };
  const asked = await askOrigin(visit, passage, gate);
  if (asked.kind === "refused") return visit.refuse(asked.refusal, known.surface);
  return concludeAnswer(asked, visit, passage, gate);
}
