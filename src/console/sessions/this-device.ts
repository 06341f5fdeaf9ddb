import type { Visit } from "../page.ts";

/**
 * The product's sessions of the visitor's own device: the one that the link into the console named, and those of the cookies
 * that came with this very request (the console is on the product's own host). Empty: they are not known.
 */
export async function thisDevice({ deps, account, session }: Visit): Promise<readonly string[]> {
  const current = new Set(await deps.currentSessions(account.id));
  if (session.session !== null) current.add(session.session);
  return [...current];
}
