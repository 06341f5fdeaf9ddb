import { NEW_ACCOUNT_POLICY, type Policy } from "../../policy/policy.ts";
import { ok, type Result } from "../../result.ts";
import { auditStatement, type EventDraft, retireTrail } from "../d1/audit.ts";
import { accountGuard, applyChange, type ChangeContext } from "../d1/change.ts";
import { integer, nullableInteger, type Row, text } from "../d1/columns.ts";
import { guardStatement, type Overtaken, runGuarded } from "../d1/guarded-batch.ts";
import { decodePolicy, policyColumns, setPolicyStatement } from "../d1/policy-columns.ts";
import { closeStatement, decodeProvisional, isSettledAt, type Provisional } from "../d1/provisional.ts";
import { firstRevision } from "../d1/record-revision.ts";
import { createId, type RandomBytes } from "../ids.ts";
import { restoreStatements } from "../revisions/restore-statements.ts";
import { endRemovedAccount } from "../sessions/session-ending.ts";
import { epochAt, type Version } from "../version.ts";
import { type FormerAccount, isFormer, listFormer, retireStatement } from "./former-accounts.ts";

/** An account as D1 holds it. */
export interface Account extends Version {
  readonly id: string;
  readonly name: string;
  /** Of a provisional change that is overdue: as that change made it. `findAccount` settles the account first. */
  readonly policy: Policy;
  /** Null: no change is provisional. */
  readonly provisional: Provisional | null;
  /** The revision that was last written to KV and noted here; null: none yet. */
  readonly publishedRevision: number | null;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewAccount {
  readonly id: string;
  readonly name: string;
}

export interface AccountPage {
  /** Ids after this one. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Accounts {
  /** In the order of their ids, those that follow `after`. */
  list(page: AccountPage): Promise<readonly Account[]>;
  get(id: string): Promise<Account | null>;
  /** Ids of removed accounts, in their order, those that follow `after`. */
  listFormer(page: AccountPage): Promise<readonly FormerAccount[]>;
  /** Was an account of this id ever removed? There may be one again. */
  isFormer(id: string): Promise<boolean>;
  /** Publish it when it is made: a host of an account without a snapshot answers 503. */
  create(account: NewAccount, event: EventDraft, now: number): Promise<Result<Account, "account_exists">>;
  rename(change: ChangeContext, name: string): Promise<Result<Version, Overtaken>>;
  setPolicy(change: ChangeContext, policy: Policy): Promise<Result<Version, Overtaken>>;
  /** Ends the provisional change of the account: what it changed stays. */
  keepProvisional(change: ChangeContext): Promise<Result<Version, Overtaken>>;
  /** Ends the provisional change of the account: policy and list are again what they were before it. */
  undoProvisional(change: ChangeContext, provisional: Provisional): Promise<Result<Version, Overtaken>>;
  /** Ids of accounts with a provisional change that has ended and is not settled yet, the oldest first. */
  overdue(now: number, limit: number): Promise<readonly string[]>;
  /**
   * Removes the account with all of its rows. It and its hosts become tombstones: the caller must publish the account
   * and the returned hosts. The credentials of its sessions are ended. Its audit trail is kept apart from its id (see
   * `FormerTrail`). The event is kept there, and as one of the operator's own.
   */
  remove(change: ChangeContext): Promise<Result<{ readonly hostnames: readonly string[] }, Overtaken>>;
}

/**
 * Tables of rows that belong to one account and go with it; its hosts and its audit trail are kept in another form. A
 * migration that adds such a table also adds it here; a test checks that.
 */
const ACCOUNT_TABLES = [
  "entries",
  "entry_use",
  "entry_changes",
  "entry_additions",
  "policy_changes",
  "revisions",
  "kept_answers",
  "tokens",
  "sessions",
  "credentials",
  "watermarks",
  "familiar",
  "denials",
  "merged_denials",
  "access_requests",
  "binding_counts",
  "console_links",
  "console_sessions",
] as const;

export function createAccounts(db: D1Database, random: RandomBytes): Accounts {
  async function get(id: string): Promise<Account | null> {
    const row = await db.prepare("SELECT * FROM accounts WHERE id = ?1").bind(id).first<Row>();
    return row === null ? null : decodeAccount(row);
  }

  return {
    get,
    listFormer: (page) => listFormer(db, page),
    isFormer: (id) => isFormer(db, id),

    async list({ after, limit }) {
      const statement = db
        .prepare("SELECT * FROM accounts WHERE id > ?1 ORDER BY id LIMIT ?2")
        .bind(after ?? "", limit);
      return (await statement.all<Row>()).results.map(decodeAccount);
    },

    async create({ id, name }, event, now) {
      const inserted = db
        .prepare(
          `INSERT INTO accounts (id, name, mode, block_api_requests, idle_days, idle_days_2fa, absolute_days,
             api_idle_days, bind_network, contact, access_requests, epoch, revision, created_at, updated_at)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,
             MAX(?12, IFNULL((SELECT epoch + 1 FROM former_accounts WHERE id = ?1), 0)), 1, ?13, ?13)
           RETURNING *`,
        )
        .bind(id, name, ...policyColumns(NEW_ACCOUNT_POLICY), epochAt(now), now);
      const eventId = createId("evt", now, random);
      const outcome = await runGuarded(
        db,
        ["account_exists"],
        [
          guardStatement(db, "account_exists", "EXISTS (SELECT 1 FROM accounts WHERE id = ?2)", [id]),
          inserted,
          auditStatement(db, { ...event, id: eventId, account: id, at: now, revision: 1 }),
          firstRevision(db, id, event, now),
        ],
      );
      if (!outcome.ok) return outcome;
      const row = outcome.value[1]?.results[0];
      if (row === undefined) throw new Error("an account was created and not returned");
      return ok(decodeAccount(row));
    },

    rename(change, name) {
      const renamed = db.prepare("UPDATE accounts SET name = ?2 WHERE id = ?1").bind(change.account.id, name);
      return applyChange(db, random, change, [renamed]);
    },

    setPolicy: (change, policy) => applyChange(db, random, change, [setPolicyStatement(db, change.account.id, policy)]),

    keepProvisional: (change) => applyChange(db, random, change, [closeStatement(db, change.account.id)]),

    undoProvisional(change, { revision, before }) {
      const { account, now } = change;
      const statements = [
        ...restoreStatements(db, account.id, { after: revision - 1, upTo: null }, now),
        setPolicyStatement(db, account.id, before),
        closeStatement(db, account.id),
      ];
      return applyChange(db, random, change, statements);
    },

    async overdue(now, limit) {
      const statement = db.prepare(
        `SELECT id FROM accounts WHERE NOT ${isSettledAt("?1")} AND provisional_undoes_at IS NOT NULL
         ORDER BY provisional_undoes_at LIMIT ?2`,
      );
      return (await statement.bind(now, limit).all<Row>()).results.map((row) => text(row, "id"));
    },

    async remove(change) {
      const { account, event, now } = change;
      const buried = db
        .prepare(
          `UPDATE hosts SET kind = 'removed', account_id = NULL, revision = revision + 1, epoch = MAX(epoch, ?2),
             updated_at = ?3 WHERE kind = 'account' AND account_id = ?1 RETURNING hostname`,
        )
        .bind(account.id, epochAt(now), now);
      const emptied = ACCOUNT_TABLES.map((table) =>
        db.prepare(`DELETE FROM ${table} WHERE account_id = ?1`).bind(account.id),
      );
      const removal = { ...event, id: createId("evt", now, random), at: now, revision: null };
      const outcome = await runGuarded(
        db,
        ["overtaken"],
        [
          accountGuard(db, change),
          buried,
          ...endRemovedAccount(db, account.id, now),
          retireStatement(db, account.id, now),
          // Before its rows: what is removed of an account that is gone is not recorded for its revisions.
          db.prepare("DELETE FROM accounts WHERE id = ?1").bind(account.id),
          ...emptied,
          ...retireTrail(db, account.id, removal),
          auditStatement(db, { ...removal, account: null }),
        ],
      );
      if (!outcome.ok) return outcome;
      return ok({ hostnames: (outcome.value[1]?.results ?? []).map((row) => text(row, "hostname")) });
    },
  };
}

/** The publisher reads it too. */
export function decodeAccount(row: Row): Account {
  const policy = decodePolicy(row);
  return {
    id: text(row, "id"),
    name: text(row, "name"),
    policy,
    provisional: decodeProvisional(row, policy),
    epoch: integer(row, "epoch"),
    revision: integer(row, "revision"),
    publishedRevision: nullableInteger(row, "published_revision"),
    createdAt: integer(row, "created_at"),
    updatedAt: integer(row, "updated_at"),
  };
}
