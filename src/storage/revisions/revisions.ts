import type { Address } from "../../address/address.ts";
import type { Policy } from "../../policy/policy.ts";
import { err, ok, type Result } from "../../result.ts";
import { applyChange, type ChangeContext } from "../d1/change.ts";
import { integer, nullableInteger, nullableText, type Row } from "../d1/columns.ts";
import type { AnswersFull, Overtaken } from "../d1/guarded-batch.ts";
import { decodePolicy, setPolicyStatement } from "../d1/policy-columns.ts";
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
   * The whole list right after this revision was made, in pages. Throws when the revision cannot be read, or goes while
   * it is read.
   */
  exportAt(account: string, revision: number): AsyncGenerator<readonly Entry[], void, void>;
  /** The entries that covered an address right after this revision was made: enabled or not, expired or not. */
  coveringAt(account: string, revision: number, address: Address): Promise<Result<readonly Entry[], RevisionMissing>>;
  /** What the change that made this revision did. Of the oldest one only the state is kept. */
  differenceOf(account: string, revision: number, page: EntryPage): Promise<Result<Difference, RevisionMissing>>;
  /** Whether to take back the changes of a span would change the list: an entry by id, range, label, state or expiry. */
  isListChanged(account: string, span: Span): Promise<boolean>;
  /**
   * Takes back the changes of a span, of which all is kept, and sets the policy. Of a span up to now: the list is again as it
   * was after the revision `span.after`. Of an earlier one: nothing that its changes did to entries may have been changed
   * since, and no other entry may have a range that comes back. The change was judged by the whole account, as it is at the
   * revision of `change.account`.
   */
  takeBack(change: ChangeContext, span: Span, policy: Policy): Promise<Result<Version, Overtaken | AnswersFull>>;
  /** Removes revisions from before `beforeMs`, at most some `limit` rows. Returns how many it worked on; 0: it is done. */
  purge(beforeMs: number, limit: number): Promise<number>;
}

/** Rows per page of a whole list: some 3 MB of an answer. */
const EXPORT_PAGE_ROWS = 10_000;

export function createRevisions(db: D1Database, random: RandomBytes): Revisions {
  /** The first statement of a batch that reads a past state: is that state kept? */
  const keptStatement = (account: string): D1PreparedStatement =>
    db
      .prepare(
        `SELECT accounts.revision AS current, revisions.revision AS oldest, revisions.at
         FROM accounts LEFT JOIN revisions ON revisions.account_id = accounts.id AND revisions.revision = (
           SELECT MAX(revision) FROM revisions WHERE account_id = ?1 AND state <> 'kept')
         WHERE accounts.id = ?1`,
      )
      .bind(account);

  /**
   * Runs the statements in one transaction, so that they and the answer to "is it kept" are of one moment. Their rows, one
   * list for each.
   */
  async function readKept(
    account: string,
    revision: number,
    statements: readonly D1PreparedStatement[],
  ): Promise<Result<readonly (readonly Row[])[], RevisionMissing>> {
    const [kept, ...answers] = await db.batch<Row>([keptStatement(account), ...statements]);
    const missing = missingOf(kept?.results[0], revision);
    return missing === null ? ok(answers.map(({ results }) => results)) : err(missing);
  }

  const policyStatement = (account: string, revision: number): D1PreparedStatement =>
    db
      .prepare(
        `SELECT accounts.*, (SELECT policy FROM policy_changes WHERE account_id = ?1 AND revision > ?2
           ORDER BY revision LIMIT 1) AS policy FROM accounts WHERE id = ?1`,
      )
      .bind(account, revision);

  async function entriesAt(account: string, revision: number, page: EntryPage) {
    const read = await readKept(account, revision, [pastPage(db, account, revision, page)]);
    return read.ok ? ok((read.value[0] ?? []).map((row) => decodePast(account, row))) : read;
  }

  return {
    entriesAt,

    async list(account, { before, limit }) {
      const { results } = await db
        .prepare(
          `SELECT revisions.*, ${HAS_POLICY_CHANGE} FROM revisions
           WHERE account_id = ?1 AND revision < ?2 AND revision >= ifnull((
             SELECT MAX(revision) FROM revisions WHERE account_id = ?1 AND state <> 'kept'), 0)
           ORDER BY revision DESC LIMIT ?3`,
        )
        .bind(account, before ?? Number.MAX_SAFE_INTEGER, limit)
        .all<Row>();
      return results.map(decodeRevision);
    },

    async readPolicyAt(account, revision) {
      const read = await readKept(account, revision, [policyStatement(account, revision)]);
      return read.ok ? ok(policyOf(read.value[0]?.[0])) : read;
    },

    async *exportAt(account, revision) {
      let after: string | null = null;
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
      const read = await readKept(account, revision, [pastCovering(db, account, revision, address)]);
      return read.ok ? ok((read.value[0] ?? []).map((row) => decodePast(account, row))) : read;
    },

    async differenceOf(account, revision, page) {
      const read = await readKept(account, revision, [
        db
          .prepare(`SELECT revisions.*, ${HAS_POLICY_CHANGE} FROM revisions WHERE account_id = ?1 AND revision = ?2`)
          .bind(account, revision),
        policyStatement(account, revision - 1),
        policyStatement(account, revision),
        differencePage(db, account, revision, page),
      ]);
      if (!read.ok) return read;
      const [[row], [before], [after], entries = []] = read.value as readonly [Row[], Row[], Row[], Row[]];
      if (row === undefined) throw new Error(`revision ${revision} of ${account} was not recorded`);
      const made = decodeRevision(row);
      return ok({
        revision: made,
        policy: made.hasPolicyChange ? { before: policyOf(before), after: policyOf(after) } : null,
        entries: made.counts === null ? [] : entries.map((each) => decodeDifference(account, each)),
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

const HAS_POLICY_CHANGE = `state = 'kept' AND EXISTS (SELECT 1 FROM policy_changes
  WHERE policy_changes.account_id = revisions.account_id AND policy_changes.revision = revisions.revision)
  AS has_policy_change`;

/** Why the revision cannot be read, by the row of `keptStatement`; null: it can. */
function missingOf(row: Row | undefined, revision: number): RevisionMissing | null {
  if (row === undefined || revision > integer(row, "current")) return { code: "revision_not_found" };
  const oldest = nullableInteger(row, "oldest");
  if (oldest === null) return { code: "revision_not_kept", oldest: null };
  return revision >= oldest
    ? null
    : { code: "revision_not_kept", oldest: { revision: oldest, at: integer(row, "at") } };
}

/** The policy of a row of `policyStatement`: as the first change since replaced it, or as it is now. */
function policyOf(row: Row | undefined): Policy {
  if (row === undefined) throw new Error("an account was read and is gone");
  const replaced = nullableText(row, "policy");
  return decodePolicy(replaced === null ? row : (JSON.parse(replaced) as Row));
}
