import { type HostStore, readHostMetadata } from "../storage/kv/host-store.ts";
import { REMOVED } from "../storage/kv/kv.ts";
import { readAccountMetadata, type SnapshotStore } from "../storage/kv/snapshot-store.ts";
import type { CopyTruth, Drift } from "../storage/publish/drift.ts";
import type { Publisher } from "../storage/publish/publisher.ts";
import { OLDEST, type Version } from "../storage/version.ts";
import { comparePage, type Pair, type Place, START } from "./compare-copies.ts";
import { type Drifted, judgeCopy } from "./judge-copy.ts";

export interface RepairLimits {
  /** Copies that one run writes. */
  readonly maxActs: number;
  /** Pages of 1,000 keys that one run lists. */
  readonly maxPages: number;
  readonly maxMs: number;
}

/** Bounds of one run, each minute: below the 1,000 D1 queries and the 30 s of CPU of an invocation on the paid plan. */
export const REPAIR_LIMITS: RepairLimits = { maxActs: 50, maxPages: 20, maxMs: 20_000 };

export interface RepairDeps {
  readonly drift: Drift;
  readonly snapshots: SnapshotStore;
  readonly hosts: HostStore;
  readonly publisher: Publisher;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The same as that of the stores. */
  readonly tombstoneSeconds: number;
  readonly limits?: RepairLimits;
}

type Kind = "account" | "host";

/** One thing that the run published again, or tried to. */
export interface RepairAct {
  readonly kind: Kind;
  readonly name: string;
  readonly why: Drifted | "orphan";
  /** False: KV or D1 failed; the next run tries again. */
  readonly done: boolean;
}

/** For the operator's log. */
export interface RepairReport {
  readonly acts: readonly RepairAct[];
  /** Names that were compared. */
  readonly compared: number;
  /** Why the run ended: everything was compared, or the run reached a bound and the next one goes on from there. */
  readonly ended:
    | "complete"
    | "max_acts"
    | "max_pages"
    | "max_time"
    | "publishing_fails"
    | "kv_fails"
    | "d1_empty"
    | "d1_fails";
  readonly error: unknown;
}

/** After so many failures in a row KV itself fails: the run stops, and the next one tries again. */
const MAX_FAILURES_IN_A_ROW = 3;
const JOB = "repair";

/**
 * Makes the copies in KV equal to D1 again. First it publishes what D1 knows to be unpublished; then it compares the
 * metadata of all copies with D1. Two runs at once, or a missing run, do no harm: each step is idempotent. Never
 * throws.
 */
export async function repair(deps: RepairDeps): Promise<RepairReport> {
  const run = startRun(deps);
  let ended: RepairReport["ended"];
  let failure: unknown = null;
  try {
    ended = (await publishUnpublished(run)) ?? (await compareAll(run));
  } catch (error) {
    ended = "d1_fails";
    failure = error;
  }
  return { acts: run.acts, compared: run.compared, ended, error: failure };
}

type Stop = Exclude<RepairReport["ended"], "complete">;

interface Run {
  readonly deps: RepairDeps;
  readonly limits: RepairLimits;
  readonly acts: RepairAct[];
  compared: number;
  /** Null: the run may go on. */
  mustStop(): Stop | null;
}

function startRun(deps: RepairDeps): Run {
  const limits = deps.limits ?? REPAIR_LIMITS;
  const startedAt = deps.now();
  const acts: RepairAct[] = [];
  return {
    deps,
    limits,
    acts,
    compared: 0,
    mustStop() {
      const lately = acts.slice(-MAX_FAILURES_IN_A_ROW);
      if (lately.length === MAX_FAILURES_IN_A_ROW && lately.every((act) => !act.done)) return "publishing_fails";
      if (acts.length >= limits.maxActs) return "max_acts";
      return deps.now() - startedAt >= limits.maxMs ? "max_time" : null;
    },
  };
}

async function publishUnpublished(run: Run): Promise<Stop | null> {
  for (const kind of ["account", "host"] as const) {
    const { unpublished } = copiesOf(run.deps, kind);
    for (const name of await unpublished(run.limits.maxActs)) {
      const stop = run.mustStop();
      if (stop !== null) return stop;
      await republish(run, kind, name, "unpublished", OLDEST);
    }
  }
  return null;
}

async function compareAll(run: Run): Promise<RepairReport["ended"]> {
  const { drift, now } = run.deps;
  // The database is empty, so probably the wrong one is bound: this must not delete everything.
  if (await drift.isEmpty()) return "d1_empty";

  const saved = readPlace(await drift.place(JOB));
  let kind: Kind = saved?.kind ?? "account";
  let place: Place = saved?.place ?? START;
  for (let pages = 0; ; pages++) {
    const stop = pages < run.limits.maxPages ? run.mustStop() : "max_pages";
    const compared = stop ?? (await compareKindPage(run, kind, place));
    if (typeof compared === "string") {
      // A cursor that KV refuses must not stop the job for ever.
      const resume = compared === "kv_fails" ? null : JSON.stringify({ kind, ...place });
      await drift.savePlace(JOB, resume, now());
      return compared;
    }
    if (compared.next === null && kind === "host") break;
    place = compared.next ?? START;
    if (compared.next === null) kind = "host";
  }
  if (saved !== null) await drift.savePlace(JOB, null, now());
  return "complete";
}

async function compareKindPage(run: Run, kind: Kind, place: Place): Promise<Stop | { readonly next: Place | null }> {
  const { list, read } = copiesOf(run.deps, kind);
  const page = await comparePage({ list, read }, place);
  if (!page.ok) return "kv_fails";
  for await (const pair of page.value.pairs) {
    const stop = run.mustStop();
    if (stop !== null) return stop;
    run.compared++;
    await repairPair(run, kind, pair);
  }
  return { next: page.value.next };
}

/** The differences between accounts and hosts. */
function copiesOf({ drift, snapshots, hosts, publisher }: RepairDeps, kind: Kind) {
  return kind === "account"
    ? {
        unpublished: drift.unpublishedAccounts,
        list: snapshots.list,
        read: drift.accounts,
        readMetadata: readAccountMetadata,
        bury: drift.buryAccount,
        publish: publisher.publishAccount,
      }
    : {
        unpublished: drift.unpublishedHosts,
        list: hosts.list,
        read: drift.hosts,
        readMetadata: readHostMetadata,
        bury: drift.buryHost,
        publish: publisher.publishHost,
      };
}

async function repairPair(run: Run, kind: Kind, { name, metadata, truth }: Pair<CopyTruth>): Promise<void> {
  const { now, tombstoneSeconds } = run.deps;
  const { readMetadata, bury } = copiesOf(run.deps, kind);
  const copy = metadata === undefined ? "absent" : (readMetadata(metadata) ?? "unreadable");
  if (truth === null) {
    // D1 was restored to a time before it. A tombstone needs no further tombstone: KV removes it when its time is over.
    if (typeof copy === "object" && copy.content === REMOVED) return;
    await bury(name, typeof copy === "object" ? copy : OLDEST, now());
    return republish(run, kind, name, "orphan", OLDEST);
  }

  const verdict = judgeCopy(truth, copy, now());
  if (verdict.kind === "fine") return;
  // KV removes a tombstone when its time is over. Then it is not needed: no isolate holds an older copy.
  const age = truth.mark === null ? 0 : now() - truth.mark.at;
  if (truth.isRemoved && copy === "absent" && age >= (tombstoneSeconds * 1000) / 2) return;
  await republish(run, kind, name, verdict.why, verdict.outrank);
}

async function republish(run: Run, kind: Kind, name: string, why: RepairAct["why"], outrank: Version): Promise<void> {
  // What failed a moment ago would fail again: KV accepts one write per second and key.
  if (run.acts.some((act) => act.kind === kind && act.name === name)) return;
  const { published } = await copiesOf(run.deps, kind).publish(name, outrank);
  run.acts.push({ kind, name, why, done: published });
}

function readPlace(json: string | null): { readonly kind: Kind; readonly place: Place } | null {
  if (json === null) return null;
  const { kind, cursor, after } = JSON.parse(json) as { kind: Kind; cursor: string | null; after: string };
  return { kind, place: { cursor, after } };
}
