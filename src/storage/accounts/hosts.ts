import { ok, type Result } from "../../result.ts";
import { auditStatement, type EventDraft } from "../d1/audit.ts";
import { applyChange, type ChangeContext } from "../d1/change.ts";
import { integer, nullableInteger, oneOf, type Row, text } from "../d1/columns.ts";
import { guardStatement, type Overtaken, runGuarded } from "../d1/guarded-batch.ts";
import { createId, type RandomBytes } from "../ids.ts";
import type { HostTarget } from "../kv/host-store.ts";
import { epochAt, type Version } from "../version.ts";

/** A hostname (canonical: see the gate) as D1 holds it; its own version, apart from its account's. */
export interface Host extends Version {
  readonly hostname: string;
  readonly target: HostTarget;
  readonly publishedRevision: number | null;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface HostPage {
  /** Hostnames after this one. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Hosts {
  /** What is known of a hostname, tombstones included. */
  find(hostname: string): Promise<Host | null>;
  listOf(account: string, page: HostPage): Promise<readonly Host[]>;
  listShared(page: HostPage): Promise<readonly Host[]>;
  /** `host_taken`: an account has it already (it may be this one: use `find` first). */
  put(change: ChangeContext, hostname: string): Promise<Result<Version, Overtaken | "host_taken">>;
  remove(change: ChangeContext, hostname: string): Promise<Result<Version, Overtaken | "host_not_found">>;
  /** Shared hosts belong to no account: their events are the operator's own. */
  putShared(hostname: string, event: EventDraft, now: number): Promise<Result<null, "host_taken">>;
  removeShared(hostname: string, event: EventDraft, now: number): Promise<Result<null, "host_not_found">>;
}

export function createHosts(db: D1Database, random: RandomBytes): Hosts {
  const isTaken = (hostname: string): D1PreparedStatement =>
    guardStatement(db, "host_taken", "EXISTS (SELECT 1 FROM hosts WHERE hostname = ?2 AND kind <> 'removed')", [
      hostname,
    ]);

  /** A new host, or a removed one that is added again: newer than its tombstone. */
  const claimed = (hostname: string, account: string | null, now: number): D1PreparedStatement =>
    db
      .prepare(
        `INSERT INTO hosts (hostname, kind, account_id, epoch, revision, created_at, updated_at)
         VALUES (?1, IIF(?2 IS NULL, 'shared', 'account'), ?2, ?3, 1, ?4, ?4)
         ON CONFLICT (hostname) DO UPDATE SET kind = excluded.kind, account_id = excluded.account_id,
           revision = revision + 1, epoch = MAX(epoch, excluded.epoch), created_at = ?4, updated_at = ?4`,
      )
      .bind(hostname, account, epochAt(now), now);

  const isNotThere = (hostname: string, account: string | null): D1PreparedStatement =>
    guardStatement(
      db,
      "host_not_found",
      "NOT EXISTS (SELECT 1 FROM hosts WHERE hostname = ?2 AND kind <> 'removed' AND account_id IS ?3)",
      [hostname, account],
    );

  const buried = (hostname: string, now: number): D1PreparedStatement =>
    db
      .prepare(
        `UPDATE hosts SET kind = 'removed', account_id = NULL, revision = revision + 1, epoch = MAX(epoch, ?2),
           updated_at = ?3 WHERE hostname = ?1`,
      )
      .bind(hostname, epochAt(now), now);

  const operatorsEvent = (event: EventDraft, now: number): D1PreparedStatement =>
    auditStatement(db, { ...event, id: createId("evt", now, random), account: null, at: now, revision: null });

  return {
    async find(hostname) {
      const row = await db.prepare("SELECT * FROM hosts WHERE hostname = ?1").bind(hostname).first<Row>();
      return row === null ? null : decodeHost(row);
    },

    async listOf(account, { after, limit }) {
      const statement = db
        .prepare(
          `SELECT * FROM hosts WHERE kind = 'account' AND account_id = ?1 AND hostname > ?2
           ORDER BY hostname LIMIT ?3`,
        )
        .bind(account, after ?? "", limit);
      return (await statement.all<Row>()).results.map(decodeHost);
    },

    async listShared({ after, limit }) {
      const statement = db
        .prepare("SELECT * FROM hosts WHERE kind = 'shared' AND hostname > ?1 ORDER BY hostname LIMIT ?2")
        .bind(after ?? "", limit);
      return (await statement.all<Row>()).results.map(decodeHost);
    },

    put(change, hostname) {
      const statements = [isTaken(hostname), claimed(hostname, change.account.id, change.now)];
      return applyChange(db, random, change, statements, ["host_taken"]);
    },

    remove(change, hostname) {
      const statements = [isNotThere(hostname, change.account.id), buried(hostname, change.now)];
      return applyChange(db, random, change, statements, ["host_not_found"]);
    },

    async putShared(hostname, event, now) {
      const statements = [isTaken(hostname), claimed(hostname, null, now), operatorsEvent(event, now)];
      const outcome = await runGuarded(db, ["host_taken"], statements);
      return outcome.ok ? ok(null) : outcome;
    },

    async removeShared(hostname, event, now) {
      const statements = [isNotThere(hostname, null), buried(hostname, now), operatorsEvent(event, now)];
      const outcome = await runGuarded(db, ["host_not_found"], statements);
      return outcome.ok ? ok(null) : outcome;
    },
  };
}

/** The publisher reads it too. */
export function decodeHost(row: Row): Host {
  return {
    hostname: text(row, "hostname"),
    target: decodeTarget(row),
    epoch: integer(row, "epoch"),
    revision: integer(row, "revision"),
    publishedRevision: nullableInteger(row, "published_revision"),
    createdAt: integer(row, "created_at"),
    updatedAt: integer(row, "updated_at"),
  };
}

function decodeTarget(row: Row): HostTarget {
  const kind = oneOf(row, "kind", ["account", "shared", "removed"]);
  return kind === "account" ? { kind, account: text(row, "account_id") } : { kind };
}
