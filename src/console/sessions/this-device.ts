import type { Visit } from "../page.ts";

/**
 * The product's sessions that the visitor comes with: the one that the link into the console named, and those whose
 * cookies came with this very request, for the console is on the product's own host. None: it is not known.
 */
export async function thisDevice({ deps, account, session }: Visit): Promise<readonly string[]> {
  const current = new Set(await deps.currentSessions(account.id));
  if (session.session !== null) current.add(session.session);
  return [...current];
}
