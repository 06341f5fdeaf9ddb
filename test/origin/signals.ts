import type { LoggedIn } from "./auth.ts";
import type { User } from "./users.ts";

/** What the product tells the gate in front of it (docs/signals.md). */
export type Signal = readonly [token: string, ...parameters: readonly string[]];

/** Whose session this is: of the request, or of the login that this answer is. */
export const describeSession = ({ user, login }: LoggedIn): Signal => [
  "session",
  `user=${quote(user.email)}`,
  `name=${quote(user.name)}`,
  login.twoFactor ? "two_factor" : "two_factor=?0",
  `session=${quote(login.session)}`,
  ...(login.company === null ? [] : [`account=${quote(login.company)}`]),
];

export const LOGOUT: Signal = ["logout"];

export const passwordChanged = (user: User): Signal => ["password-changed", `user=${quote(user.email)}`];

/** The value of Gatehouse-Signal for the answer to this request; null when no gate has asked. */
export function signalHeader(request: Request, signal: Signal): string | null {
  const id = request.headers.get("Gatehouse-Request-Id");
  return id === null ? null : [...signal, `request=${quote(id)}`].join("; ");
}

/** A String of RFC 9651, or a Display String when it takes more than ASCII to write. */
function quote(text: string): string {
  if (/^[ -~]*$/.test(text)) return `"${text.replace(/["\\]/g, "\\$&")}"`;
  return `%"${encodeURIComponent(text).replace(/%../g, (octet) => octet.toLowerCase())}"`;
}
