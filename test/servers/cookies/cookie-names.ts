/** One name of each kind: short, with what PHP folds, one that Auth.js joins, one whose case ASP.NET takes no account of. */
export const COOKIE_NAMES = ["sid", "crm_session", "authjs.session-token", ".AspNetCore.Cookies"] as const;
