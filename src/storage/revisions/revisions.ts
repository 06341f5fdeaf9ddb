import type { Address } from "../../address/address.ts";
import type { Policy } from "../../policy/policy.ts";
import { err, ok, type Result } from "../../result.ts";
import { applyChange, type ChangeContext } from "../d1/change.ts";
import { integer, nullableInteger, nullableText, type Row } from "../d1/columns.ts";
import type { AnswersFull, Overtaken } from "../d1/guarded-batch.ts";
import { decodePolicy, POLICY_COLUMNS, setPolicyStatement } from "../d1/policy-columns.ts";
import type { Entry } from "../entries/entry-records.ts";
import type { EntryPage } from "../entries/entry-search.ts";
import type { RandomBytes } from "../ids.ts";
import type { Version } from "../version.ts";
import { decodeDifference, differencePage, type EntryDifference } from "./difference.ts";
import { decodePast, pastPage, type Span } from "./past-entries.ts";
import { pastCovering } from "./past-reads.ts";
import { purgeRevisions } from "./purge-revisions.ts";
import { differsStatement, restoreStatements } from "./restore-statements.ts";
import { decodeRevision, type Revision, type RevisionMissing } from "./revision-records.ts";

/** What a change did. */
export interface Difference {
  readonly revision: Revision;
  /** Null: the change left the policy as it was. */
  readonly policy: { readonly before: Policy; readonly after: Policy } | null;
  /** A page, in the order of creation of the entries. */
  readonly entries: readonly EntryDifference[];
}

/** Which revisions: those older than `before` (null: all), the newest first. */
export interface RevisionPage {
  readonly before: number | null;
  readonly limit: number;
}

/**
 * The states of an account's policy and list, each by the revision that the change before it made. What changes later never
 * changes what is read here; only the oldest revisions go with time.
 */
export interface Revisions {
  list(account: string, page: RevisionPage): Promise<readonly Revision[]>;
  /** The policy right after this revision was made. */
  readPolicyAt(account: string, revision: number): Promise<Result<Policy, RevisionMissing>>;
  /** The list right after this revision was made, in the order of creation of its entries: a page. */
  entriesAt(account: string, revision: number, page: EntryPage): Promise<Result<readonly Entry[], RevisionMissing>>;
  /**
   * The whole list right after this revision was made, in pages, or what follows the entry `start` (an id). Throws when the
   * revision cannot be read, or goes while it is read.
   */
  exportAt(account: string, revision: number, start?: string): AsyncGenerator<readonly Entry[], void, void>;
  /** The entries that covered an address right after this revision was made: enabled or not, expired or not. */
  coveringAt(account: string, revision: number, address: Address): Promise<Result<readonly Entry[], RevisionMissing>>;
  /** What the change that made this revision did. Of the oldest one only the state is kept. */
  differenceOf(account: string, revision: number, page: EntryPage): Promise<Result<Difference, RevisionMissing>>;
  /** Whether to take back the changes of a span would change the list: an entry by id, range, label, state or expiry. */
  isListChanged(account: string, span: Span): Promise<boolean>;
  /**
   * Takes back the changes of a span, of which all is kept, and sets the policy. Of a span up to now: the list is again
   * as it was after the revision `span.after`. Of an earlier one: nothing that its changes did to entries may have been
   * changed since, and no other entry may have a range that comes back. The change was judged by the whole account, as
   * it is at the revision of `change.account`.
   */
  takeBack(change: ChangeContext, span: Span, policy: Policy): Promise<Result<Version, Overtaken | AnswersFull>>;
  /** Removes revisions from before `beforeMs`, at most some `limit` rows. Returns how many it worked on; 0: it is done. */
  purge(beforeMs: number, limit: number): Promise<number>;
}

/** Rows per page of a whole list: some 3 MB of an answer. */
const EXPORT_PAGE_ROWS = 10_000;

export function createRevisions(db: D1Database, random: RandomBytes): Revisions {
  /**
   * Reads one revision, and what else `statements` ask of it, in one transaction: whether it is kept is answered of the same
   * moment. The row of `headStatement`, and the rows of the first other statement.
   */
  async function readKept(
    account: string,
    revision: number,
    ...statements: readonly D1PreparedStatement[]
  ): Promise<Result<{ readonly head: Row; readonly rows: readonly Row[] }, RevisionMissing>> {
    const [found, rows] = await db.batch<Row>([headStatement(db, account, revision), ...statements]);
    const head = found?.results[0];
    if (head === undefined || revision > integer(head, "current")) return err({ code: "revision_not_found" });
    const missing = notKept(head, revision);
    return missing === null ? ok({ head, rows: rows?.results ?? [] }) : err(missing);
  }

  async function entriesAt(account: string, revision: number, page: EntryPage) {
    const read = await readKept(account, revision, pastPage(db, account, revision, page));
    return read.ok ? ok(read.value.rows.map((row) => decodePast(account, row))) : read;
  }

  return {
    entriesAt,

    async list(account, { before, limit }) {
      const { results } = await db
        .prepare(
          `SELECT revisions.*, ${hasPolicyChange("revisions")} FROM revisions
           WHERE account_id = ?1 AND revision < ?2 AND revision >= ifnull((
             SELECT MAX(revision) FROM revisions WHERE account_id = ?1 AND state <> 'kept'), 0)
           ORDER BY revision DESC LIMIT ?3`,
        )
        .bind(account, before ?? Number.MAX_SAFE_INTEGER, limit)
        .all<Row>();
      return results.map(decodeRevision);
    },

    async readPolicyAt(account, revision) {
      const read = await readKept(account, revision);
      return read.ok ? ok(policyOf(read.value.head, "policy_after")) : read;
    },

    async *exportAt(account, revision, start) {
      let after: string | null = start ?? null;
      for (;;) {
        const page: Awaited<ReturnType<typeof entriesAt>> = await entriesAt(account, revision, {
          after,
          limit: EXPORT_PAGE_ROWS,
        });
        if (!page.ok) throw new Error(`revision ${revision} of ${account}: ${page.error.code}`);
        if (page.value.length > 0) yield page.value;
        if (page.value.length < EXPORT_PAGE_ROWS) return;
        after = page.value.at(-1)?.id ?? after;
      }
    },

    async coveringAt(account, revision, address) {
      const read = await readKept(account, revision, pastCovering(db, account, revision, address));
      return read.ok ? ok(read.value.rows.map((row) => decodePast(account, row))) : read;
    },

    async differenceOf(account, revision, page) {
      const read = await readKept(account, revision, differencePage(db, account, revision, page));
      if (!read.ok) return read;
      const { head, rows } = read.value;
      const made = decodeRevision(head);
      const policy = { before: policyOf(head, "policy_before"), after: policyOf(head, "policy_after") };
      return ok({
        revision: made,
        policy: made.hasPolicyChange ? policy : null,
        entries: made.counts === null ? [] : rows.map((each) => decodeDifference(account, each)),
      });
    },

    isListChanged: async (account, span) => (await differsStatement(db, account, span).first()) !== null,

    takeBack(change, span, policy) {
      const { account, now } = change;
      const statements = [...restoreStatements(db, account.id, span, now), setPolicyStatement(db, account.id, policy)];
      return applyChange(db, random, { ...change, atRevision: account.revision }, statements, ["answers_full"]);
    },

    purge: (beforeMs, limit) => purgeRevisions(db, beforeMs, limit),
  };
}

/** SQL: whether the change of a row of `revisions` set the policy, and that is kept. */
const hasPolicyChange = (table: string): string => `${table}.state = 'kept' AND EXISTS (SELECT 1 FROM policy_changes
  WHERE policy_changes.account_id = ${table}.account_id AND policy_changes.revision = ${table}.revision)
  AS has_policy_change`;

/**
 * One row: the revision that the account has now (`current`), the oldest that is kept, the row of the one that is asked for,
 * the policy now, and as JSON what replaced changes of it since: after that one (`policy_after`), and from it on.
 */
const headStatement = (db: D1Database, account: string, revision: number): D1PreparedStatement =>
  db
    .prepare(
      `SELECT accounts.revision AS current, oldest.revision AS oldest, oldest.at AS oldest_at,
         made.*, ${hasPolicyChange("made")}, ${POLICY_COLUMNS.map((column) => `accounts.${column}`).join(", ")},
         (${firstReplaced(">")}) AS policy_after, (${firstReplaced(">=")}) AS policy_before
       FROM accounts
         LEFT JOIN revisions AS oldest ON oldest.account_id = accounts.id AND oldest.revision = (
           SELECT MAX(revision) FROM revisions WHERE account_id = ?1 AND state <> 'kept')
         LEFT JOIN revisions AS made ON made.account_id = accounts.id AND made.revision = ?2
       WHERE accounts.id = ?1`,
    )
    .bind(account, revision);

const firstReplaced = (than: ">" | ">="): string =>
  `SELECT policy FROM policy_changes WHERE account_id = ?1 AND revision ${than} ?2 ORDER BY revision LIMIT 1`;

/** Null: the revision is kept, if only as a state. */
function notKept(head: Row, revision: number): RevisionMissing | null {
  const oldest = nullableInteger(head, "oldest");
  if (oldest === null) return { code: "revision_not_kept", oldest: null };
  if (revision >= oldest) return null;
  return { code: "revision_not_kept", oldest: { revision: oldest, at: integer(head, "oldest_at") } };
}

/**
 * A policy of `headStatement`: as a change since replaced it, or as it is now. A setting that there was not yet at that time
 * is as it is now: a restore leaves it alone.
 */
function policyOf(head: Row, column: "policy_before" | "policy_after"): Policy {
  const replaced = nullableText(head, column);
  return decodePolicy(replaced === null ? head : { ...head, ...(JSON.parse(replaced) as Row) });
}
