import type { LoggedIn } from "./auth.ts";
import type { OriginEnv } from "./store.ts";

/** Pages of Gatehouse's console that the product's own menu leads to. */
export type ConsolePage = "/allowlist" | "/sessions";

/** A link is made in milliseconds; whoever clicked does not wait longer than this. */
const TIMEOUT_MS = 5_000;

/**
 * A one-time link into the console (docs/console.md): asked of Gatehouse's API by this server, for the person who is
 * logged in here, and gone to at once. Null: no gate is in front, or it makes no link.
 */
export async function makeConsoleLink(
  request: Request,
  { user }: LoggedIn,
  page: ConsolePage,
  { GATEHOUSE_API: api, GATEHOUSE_TOKEN: token }: Pick<OriginEnv, "GATEHOUSE_API" | "GATEHOUSE_TOKEN">,
): Promise<string | null> {
  const account = request.headers.get("Gatehouse-Account");
  if (account === null || !api || !token) return null;
  const body = {
    actor_name: user.name,
    user: user.email,
    // Marks "this device" in the list of sessions.
    session: request.headers.get("Gatehouse-Session"),
  };
  const response = await fetch(`${api}/accounts/${encodeURIComponent(account)}/console-links`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 201) return null;
  const link = new URL((await response.json<{ url: string }>()).url);
  // The console is on every host of the account: the person stays on the one that the product is used on.
  link.hostname = new URL(request.url).hostname;
  link.searchParams.set("to", page);
  return link.href;
}
