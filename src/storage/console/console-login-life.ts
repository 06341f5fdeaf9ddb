/**
 * The one place that says whether a console login, or an unused link, is live. Every page, form and list asks the
 * primary D1, each time: after its end a login is refused at the next request, in every location.
 *
 * A login depends on its parents: its account, the account token that opened it or made its link, and the product
 * session that its link named. When one of these has ended, the login has ended too; nothing is written to the login
 * for that. Endings of a user or of everybody name no parent: they end logins and links in their own batch
 * (`endConsoleLogins`).
 */

/** A login is over after this time without a visit. */
export const CONSOLE_IDLE_MS = 1_800_000;

/** A link is over after this time. */
export const CONSOLE_LINK_MS = 300_000;

/** Milliseconds by which the clocks of two isolates may differ: an ending with an earlier time may reach D1 later. */
const CLOCK_TOLERANCE_MS = 5_000;

/** SQL: the row `own` (account_id, token_id, session) has only live parents at the time `now`. */
export const parentsLive = (own: string, now: string): string =>
  `(EXISTS (SELECT 1 FROM accounts WHERE accounts.id = ${own}.account_id)
    AND (${own}.token_id IS NULL OR EXISTS (SELECT 1 FROM tokens
      WHERE tokens.account_id = ${own}.account_id AND tokens.id = ${own}.token_id
        AND IFNULL(tokens.expires_at > ${now}, 1)))
    AND (${own}.session IS NULL OR EXISTS (SELECT 1 FROM sessions
      WHERE sessions.account_id = ${own}.account_id AND sessions.id = ${own}.session AND sessions.ended_at IS NULL)))`;

/** SQL: the row `own` of console_sessions lets its holder in at the time `now` (Unix milliseconds). */
export const loginLives = (own: string, now: string): string =>
  `(${own}.ended_at IS NULL AND ${own}.expires_at > ${now} AND ${own}.last_seen_at > ${now} - ${CONSOLE_IDLE_MS}
    AND ${parentsLive(own, now)})`;

/** SQL: the row `own` of console_links can be used at the time `now` (Unix milliseconds). */
export const linkLives = (own: string, now: string): string =>
  `(${own}.expires_at > ${now} AND ${parentsLive(own, now)})`;

export interface ConsoleEnding {
  /** The product's id of a user; "": of everybody. */
  readonly user: string;
  /** JSON array of the product sessions that stay; logins and links that depend on one of them stay too. */
  readonly sparedSessions: string;
  /** The console login of the caller, which stays; null: there is none, or it is not spared. */
  readonly sparedLogin: string | null;
  /** Unix milliseconds. Logins that were opened later stay: an ending may be tried again after D1 has failed. */
  readonly now: number;
}

/**
 * For the batch that ends the sessions of a user or of everybody: ends their console logins and removes their unused
 * links. Logins that the operator opened do not belong to the account, and stay.
 */
export function endConsoleLogins(
  db: D1Database,
  account: string,
  { user, sparedSessions, sparedLogin, now }: ConsoleEnding,
): readonly D1PreparedStatement[] {
  const meant = `(?2 = '' OR user = ?2)
    AND (session IS NULL OR session NOT IN (SELECT value FROM json_each(?3)))`;
  const logins = db
    .prepare(
      `UPDATE console_sessions INDEXED BY console_sessions_open SET ended_at = ?4
       WHERE account_id = ?1 AND ended_at IS NULL AND expires_at > ?4 AND created_at <= ?4 + ${CLOCK_TOLERANCE_MS}
         AND ${meant} AND opened_with <> 'operator' AND id IS NOT ?5`,
    )
    .bind(account, user, sparedSessions, now, sparedLogin);
  const links = db
    .prepare(
      `DELETE FROM console_links
       WHERE account_id = ?1 AND expires_at <= ?4 + ${CONSOLE_LINK_MS + CLOCK_TOLERANCE_MS} AND ${meant}`,
    )
    .bind(account, user, sparedSessions, now);
  return [logins, links];
}
