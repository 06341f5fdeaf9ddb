import type { LoggedIn } from "./auth.ts";
import type { User } from "./users.ts";

/** The one host that all companies share; any other host is one company's own. */
const SHARED_HOST = "shared.localhost";

export const isSharedHost = (request: Request): boolean => new URL(request.url).hostname === SHARED_HOST;

/** The company that a login is for: `ok` with null on a company's own host. Null: it has to be one of the user's. */
export function chooseCompany(request: Request, user: User, typed: string): { readonly company: string | null } | null {
  if (!isSharedHost(request)) return { company: null };
  const company = typed.trim().toLowerCase();
  return user.companies.includes(company) ? { company } : null;
}

/** What the resolver answers the gate: whose the credentials of the request are. */
export function describeIdentity({ user, login }: LoggedIn): object {
  return {
    account: login.company,
    user: user.email,
    name: user.name,
    two_factor: login.twoFactor,
    session: login.session,
  };
}
