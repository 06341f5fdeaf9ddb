/**
 * The vars that describe the product and the operator's choices (README, "Configure"): each that stands in
 * the environment of `npm start` is passed to the Worker, where it wins over wrangler.toml.
 */
export const PROFILE_VARS = [
  "API_PATHS",
  "API_HOSTS",
  "PUBLIC_PATHS",
  "AUTHENTICATED_PATHS",
  "SESSION_COOKIES",
  "BIND_SESSIONS",
  "SESSION_SEAL_HOURS",
  "ENROLLED_UNTIL",
  "PASS_SEALS",
  "TOKEN_HEADERS",
  "LOGIN_PATHS",
  "LOGOUT_PATHS",
  "PASSWORD_URL",
  "ACCOUNT_RESOLVER",
  "HOST_PATTERN",
  "ORIGIN_URL",
  "BASE_PATH",
  "UNKNOWN_HOST",
  "WORKER_REQUESTS",
  "STALE_SNAPSHOT_MAX_SECONDS",
  "STALE_SESSIONS_MAX_SECONDS",
  "AUDIT_RETENTION_DAYS",
  "REVISION_RETENTION_DAYS",
  "FAIL_MODE",
  "CONTACT",
] as const;
