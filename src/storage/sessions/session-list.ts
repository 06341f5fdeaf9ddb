import { DAY_MS } from "../../time.ts";
import type { Row } from "../d1/columns.ts";
import { decodeSession } from "./session-columns.ts";
import type { Session } from "./session-records.ts";

export interface SessionQuery {
  /** Absent: both. */
  readonly state?: "active" | "ended" | undefined;
  readonly user?: string | undefined;
  /** The last one, in canonical form. */
  readonly address?: string | undefined;
  /** Part of user, name, address or device label, in any case of ASCII letters. */
  readonly q?: string | undefined;
  /** `sessionKey` of the last one of the page before; null or absent: the first page. */
  readonly after?: string | null | undefined;
  readonly limit: number;
}

/** The position of a session in its list, for cursors. */
export const sessionKey = ({ lastSeenAt, id }: Session): string => `${lastSeenAt}.${id}`;

/** After every session. */
const NEWEST = { at: Number.MAX_SAFE_INTEGER, id: "" };

function readKey(key: string): { readonly at: number; readonly id: string } {
  const dot = key.indexOf(".");
  const at = Number(key.slice(0, Math.max(0, dot)));
  // A key that this code did not make: nothing follows it.
  return dot > 0 && Number.isSafeInteger(at) ? { at, id: key.slice(dot + 1) } : { at: Number.MIN_SAFE_INTEGER, id: "" };
}

/**
 * Newest `lastSeenAt` first. A session that is used between two pages moves to the front: it may appear twice, but is
 * never missing.
 */
export async function listSessions(db: D1Database, account: string, query: SessionQuery): Promise<readonly Session[]> {
  const after = query.after == null ? NEWEST : readKey(query.after);
  const states = query.state === undefined ? (["active", "ended"] as const) : [query.state];
  const answers = await db.batch<Row>(states.map((state) => pageStatement(db, account, state, after, query)));
  return answers
    .flatMap(({ results }) => results.map(decodeSession))
    .sort((a, b) => b.lastSeenAt - a.lastSeenAt || (a.id < b.id ? 1 : -1))
    .slice(0, query.limit);
}

function pageStatement(
  db: D1Database,
  account: string,
  state: "active" | "ended",
  after: { readonly at: number; readonly id: string },
  { user, address, q, limit }: SessionQuery,
): D1PreparedStatement {
  const values: (string | number)[] = [account, after.at, after.id, limit];
  const filters: string[] = [];
  const filter = (sql: (parameter: string) => string, value: string | undefined) => {
    if (value === undefined) return;
    values.push(value);
    filters.push(` AND ${sql(`?${values.length}`)}`);
  };
  filter((given) => `user = ${given}`, user);
  filter((given) => `address = ${given}`, address);
  filter(
    // Not LIKE: D1 refuses patterns of more than 50 bytes (its limits page).
    (given) => `(${SEARCHED.map((column) => `instr(lower(${column}), lower(${given})) > 0`).join(" OR ")})`,
    q,
  );
  // Sessions of one user or address are few: they are found by an index and then sorted. All others are read in the
  // order of an index.
  const few = user !== undefined ? "sessions_by_user" : address !== undefined ? "sessions_by_address" : null;
  const byDay = few === null ? ` AND seen_day <= ?2 / ${DAY_MS}` : "";
  return db
    .prepare(
      `SELECT * FROM sessions INDEXED BY ${few ?? `sessions_${state}`}
       WHERE account_id = ?1 AND ended_at IS ${state === "active" ? "" : "NOT "}NULL
         AND (last_seen_at, id) < (?2, ?3)${byDay}${filters.join("")}
       ORDER BY ${few === null ? "seen_day DESC, " : ""}last_seen_at DESC, id DESC LIMIT ?4`,
    )
    .bind(...values);
}

const SEARCHED = ["user", "name", "address", "device_label"] as const;
