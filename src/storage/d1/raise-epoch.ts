import type { Version } from "../version.ts";

const KEYS = { accounts: "id", former_accounts: "id", hosts: "hostname" } as const;

/**
 * Raises the epoch of an account, a removed account or a host with a version older than `outrank` above it; otherwise
 * it writes no row.
 */
export function raiseStatement(
  db: D1Database,
  table: keyof typeof KEYS,
  key: string,
  { epoch, revision }: Version,
): D1PreparedStatement {
  return db
    .prepare(`UPDATE ${table} SET epoch = ?2 + 1 WHERE ${KEYS[table]} = ?1 AND (epoch, revision) < (?2, ?3)`)
    .bind(key, epoch, revision);
}
