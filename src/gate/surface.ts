import { classifySurface, type Surface } from "../policy/surface.ts";
import type { Credential } from "../sessions/credentials/credential.ts";
import type { Visit } from "./arrival/arrive.ts";
import type { Gate } from "./gate.ts";

/**
 * What a visit reaches for, by its path and by the credentials that are left of it: an API path with a session cookie is
 * the dashboard. What was taken off does not count.
 */
export function surfaceOf({ hostname, url }: Visit, live: readonly Credential[], { config }: Gate): Surface {
  const hasSessionCookie = () => live.some(({ kind }) => kind === "cookie");
  return classifySurface(config.surfaces, { hostname, pathname: url.pathname, hasSessionCookie });
}
