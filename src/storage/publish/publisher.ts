import { toHex } from "../../bytes.ts";
import { encodeSnapshot, publishedOf, type Sha256 } from "../../policy/snapshot.ts";
import type { Result } from "../../result.ts";
import { formatTime } from "../../time.ts";
import { markTombstoneStatement, readTombstone } from "../accounts/former-accounts.ts";
import { decodeHost } from "../accounts/hosts.ts";
import type { Row } from "../d1/columns.ts";
import { raiseStatement } from "../d1/raise-epoch.ts";
import type { HostRecord, HostStore } from "../kv/host-store.ts";
import type { KvFault, ReportFault } from "../kv/kv.ts";
import { type AccountRecord, recordOf, type SnapshotStore } from "../kv/snapshot-store.ts";
import { epochAt, justBefore, newerOf, OLDEST, type Version } from "../version.ts";
import { compileAccount } from "./compile.ts";

/** Whether the copy in KV was written, and its revision (null: D1 did not answer, or there is no record). */
export interface Published {
  readonly published: boolean;
  readonly revision: number | null;
}

/** Isolate memory: it takes what was compiled from D1, also when KV failed. It never goes back to an older version. */
export interface EdgeMemory {
  account(record: AccountRecord): void;
  host(record: HostRecord): void;
}

/**
 * Copies the truth from D1 to KV. None of these throws: a change that is saved must not look like a failure because its
 * copy could not be written. Each may be repeated at any time: it publishes what D1 holds then, and a later publication
 * is newer (the epoch follows the clock), also when D1 was restored in between.
 */
export interface Publisher {
  /**
   * Its snapshot, or its tombstone when it was removed. `seen`: a version that the repair job found in KV; the
   * published one is not older.
   */
  publishAccount(account: string, seen?: Version): Promise<Published>;
  publishHost(hostname: string, seen?: Version): Promise<Published>;
}

export interface PublisherDeps {
  readonly db: D1Database;
  readonly snapshots: SnapshotStore;
  readonly hosts: HostStore;
  readonly sha256: Sha256;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly memory: EdgeMemory;
  readonly report?: ReportFault;
}

/**
 * KV has no compare-and-set: after a put the version is read again, and published again when it has changed, at most
 * this often.
 */
const MAX_ROUNDS = 3;

/** The result of a round: the copy in KV is current; a change came meanwhile; the copy could not be written. */
type Round =
  | { readonly state: "current" | "overtaken" | "unwritten"; readonly version: Version }
  | { readonly state: "absent" };

export function createPublisher(deps: PublisherDeps): Publisher {
  const { db, snapshots, hosts, now, memory } = deps;

  async function publish(key: string, seen: Version, round: (outrank: Version) => Promise<Round>): Promise<Published> {
    let revision: number | null = null;
    // Later rounds must only be newer than what this publisher wrote itself (D1 is older than that when it was restored
    // meanwhile). If each round raised the epoch to its own moment, two publishers would go on for ever.
    let outrank = newerOf(seen, justBefore(now()));
    try {
      for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
        const done = await round(outrank);
        if (done.state === "absent") return { published: false, revision: null };
        revision = done.version.revision;
        if (done.state !== "overtaken") return { published: done.state === "current", revision };
        outrank = done.version;
      }
    } catch (error) {
      deps.report?.({ key, fault: "publish_failed", cause: error });
    }
    // A change came in each round, or D1 failed: the copy in KV may not be the newest. Cron repairs it.
    return { published: false, revision };
  }

  async function accountRound(id: string, outrank: Version): Promise<Round> {
    const compiled = await compileAccount(db, id, { now: now(), outrank });
    if (compiled === null) return tombstoneRound(id, outrank);
    const { account, ranges, entryCount, undo } = compiled;
    const { epoch, revision } = account;
    const { mode, blockApiRequests, bindNetwork, contact, accessRequests } = account.policy;
    const createdAt = epochAt(now());
    const rules = { mode, blockApiRequests, bindNetwork, contact, accessRequests, ranges };
    const content = { account: id, epoch, revision, createdAt, entryCount, ...rules };
    const bytes = await encodeSnapshot({ ...content, undo }, deps.sha256);
    memory.account(recordOf(publishedOf({ ...content, byteLength: bytes.byteLength }, undo)));

    const digest = toHex(await deps.sha256(new Uint8Array(bytes)));
    const written = await snapshots.write(id, bytes, {
      epoch,
      revision,
      mode,
      block_api_requests: blockApiRequests,
      bind_network: bindNetwork,
      entries: entryCount,
      digest,
      created: new Date(createdAt * 1000).toISOString(),
      ...(undo === null ? {} : { undoes_at: formatTime(undo.at * 1000) }),
    });
    const mark = db
      .prepare(
        `UPDATE accounts SET published_epoch = epoch, published_revision = revision, published_digest = ?2,
           published_at = ?3 WHERE id = ?1 AND epoch = ?4 AND revision = ?5 AND created_at = ?6`,
      )
      .bind(id, digest, now(), epoch, revision, account.createdAt);
    return endRound(`account:${id}`, { epoch, revision }, written, mark);
  }

  /** Absent: no account ever had this id, or D1 was restored to a time before it. Cron finds what KV still has. */
  async function tombstoneRound(id: string, outrank: Version): Promise<Round> {
    const version = await readTombstone(db, id, outrank);
    if (version === null) return { state: "absent" };
    memory.account({ account: id, ...version, snapshot: null });
    const written = await snapshots.bury(id, version);
    return endRound(`account:${id}`, version, written, markTombstoneStatement(db, id, version, now()));
  }

  async function hostRound(hostname: string, outrank: Version): Promise<Round> {
    const [, rows] = await db.batch<Row>([
      raiseStatement(db, "hosts", hostname, outrank),
      db.prepare("SELECT * FROM hosts WHERE hostname = ?1").bind(hostname),
    ]);
    const row = rows?.results[0];
    if (row === undefined) return { state: "absent" };
    const { target, epoch, revision } = decodeHost(row);
    const record: HostRecord = { hostname, target, epoch, revision };
    memory.host(record);

    const written = await hosts.write(record);
    const mark = db
      .prepare(
        `UPDATE hosts SET published_epoch = epoch, published_revision = revision, published_at = ?2
         WHERE hostname = ?1 AND epoch = ?3 AND revision = ?4`,
      )
      .bind(hostname, now(), epoch, revision);
    return endRound(`host:${hostname}`, { epoch, revision }, written, mark);
  }

  /** Notes in D1 what was published. The same statement shows whether it is still the newest. */
  async function endRound(
    key: string,
    version: Version,
    written: Result<null, KvFault>,
    mark: D1PreparedStatement,
  ): Promise<Round> {
    if (!written.ok) return { state: "unwritten", version };
    try {
      return { state: (await mark.run()).meta.changes === 1 ? "current" : "overtaken", version };
    } catch (error) {
      // The copy is written; without this note cron writes it once more.
      deps.report?.({ key, fault: "publish_unmarked", cause: error });
      return { state: "current", version };
    }
  }

  return {
    publishAccount: (account, seen = OLDEST) =>
      publish(`account:${account}`, seen, (outrank) => accountRound(account, outrank)),
    publishHost: (hostname, seen = OLDEST) =>
      publish(`host:${hostname}`, seen, (outrank) => hostRound(hostname, outrank)),
  };
}
