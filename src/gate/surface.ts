import { classifySurface, type Surface } from "../policy/surface.ts";
import type { Credential } from "../sessions/credentials/credential.ts";
import { isAmong } from "../sessions/signals/answer.ts";
import type { Visit } from "./arrival/arrive.ts";
import type { Gate } from "./gate.ts";
import { hasDetour } from "./origin/origin-request.ts";

/**
 * The surface of a visit, by its path and by the credentials that pass: an API path with a session cookie is the
 * dashboard. Credentials that were removed do not count.
 */
export function surfaceOf({ hostname, url }: Visit, live: readonly Credential[], { config }: Gate): Surface {
  const hasSessionCookie = () => live.some(({ kind }) => kind === "cookie");
  return classifySurface(config.surfaces, { hostname, pathname: url.pathname, hasSessionCookie });
}

/** A step of a login: a credential that is not admitted is removed, and the visit is not refused. */
export const isLoginStep = ({ url }: Visit, { config }: Gate): boolean =>
  config.sessions !== null && isAmong(config.sessions.loginPaths, url.pathname);

/**
 * The same for what only denies: also a path that the origin may read as a step of a login, though Gatehouse cannot be
 * sure (`/%73witch`, `//switch`, `/Switch`, `/switch.json`, `X-Original-URL: /switch`).
 */
export const mayBeLoginStep = (visit: Visit, gate: Gate): boolean =>
  isLoginStep(visit, gate) || gate.mayBeLoginPath(visit.url.pathname) || hasDetour(visit.request.headers);
