import { LRUCache } from "lru-cache";
import { describeError, type Log } from "../../log.ts";
import { atMost } from "../../memory.ts";
import type {
  Attached,
  CredentialRecord,
  DeviceRecord,
  Proof,
  Recorded,
  RegionRecord,
  Rotation,
  Who,
} from "../../storage/sessions/session-records.ts";
import type { Sessions } from "../../storage/sessions/sessions.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";
import type { Credential } from "../credentials/credential.ts";
import { hashOfSessionId } from "../credentials/seal.ts";
import { endOfSecond } from "../ended/watermarks.ts";
import { recordableOf, recordsOf } from "./credential-records.ts";
import { createMinuteBudget } from "./minute-budget.ts";
import type { RememberedSession, SessionMemory } from "./session-memory.ts";
import { createWriteQueue } from "./write-queue.ts";

/** Where a visit came from, as it goes on record. */
export interface Whereabouts {
  /** Canonical form. */
  readonly address: string;
  readonly device: DeviceRecord;
  readonly region: RegionRecord;
}

/** A visit with credentials that the origin's answer proved to be live. */
export interface ProvenVisit {
  readonly account: string;
  readonly credentials: readonly Credential[];
  /** When it came, in Unix milliseconds. */
  readonly at: number;
  /** Asked only when there is something to write. */
  readonly whereabouts: () => Whereabouts;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface RecorderParts {
  readonly sessions: Pick<Sessions, "record" | "join">;
  readonly memory: SessionMemory;
  /** Records of forms of a value, to go on record beside a credential. */
  readonly hashForms: (forms: readonly string[], kind: Credential["kind"]) => Promise<readonly CredentialRecord[]>;
  /** Takes what turned out to be ended. */
  readonly endHere: (hashes: readonly string[]) => void;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly report: Log;
  /** Credentials that no memory knows, looked up or recorded an account, isolate and minute. */
  readonly maxUnknownPerMinute?: number;
}

/** Puts sessions on record, after the response, and seldom. */
export interface Recorder {
  /** The session on record that these credentials are known here to belong to. */
  sessionOf(account: string, credentials: readonly Credential[]): RememberedSession | null;
  /** Proven here a moment ago, and the write of it is still under way. */
  isBeingWritten(account: string, credentials: readonly Credential[]): boolean;
  /** Proven together: one session. Nearly always there is nothing to write. `who`: what the product says of it. */
  prove(visit: ProvenVisit, who: Who | null): void;
  /** The same, written before it resolves, whatever is on record; for what must be in order. */
  proveNow(visit: ProvenVisit, who: Who | null): Promise<void>;
  /** The product gave the session new credentials in the place of old ones. */
  rotate(session: RememberedSession, visit: ProvenVisit, fresh: readonly Credential[]): void;
}

/** D1 notes a session's visits no more often than this, over all isolates; asking it more often is in vain. */
const TOUCH_MS = 300_000;
/** Facts and credentials that are new about one session, written in this time: no visitor and no product makes more work. */
const CHANGES_MS = TOUCH_MS;
const MAX_CHANGES = 5;
const MAX_UNKNOWN_PER_MINUTE = 600;

/** As long as a write may take. */
const BUSY_MS = 10_000;
const WRITE_LIMIT_MS = BUSY_MS;
/** A visitor waits no longer than this. */
const WAIT_LIMIT_MS = 2_000;
/** After a failed write nothing is tried for a while: the next visits make up for it. */
const PAUSE_MS = 5_000;
/** Credentials that belong to no session (they have ended, or the account is gone) are not asked about again for a while. */
const NO_SESSION_MS = 60_000;
const MAX_ASIDE = 20_000;
const REMIND_MS = 3_600_000;
const MAX_REMINDED = 1_000;

interface Write {
  readonly proof: Proof | null;
  readonly rotation: Rotation | null;
  readonly credentials: readonly Credential[];
  readonly session: RememberedSession | null;
}

const textOf = ({ user, name, twoFactor, productSession }: Who): string =>
  JSON.stringify([user, name, twoFactor, productSession]);

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; each function in it is shorter
export function createRecorder(parts: RecorderParts): Recorder {
  const { sessions, memory, endHere, now, sleep, report } = parts;
  const maxUnknown = parts.maxUnknownPerMinute ?? MAX_UNKNOWN_PER_MINUTE;
  const queue = createWriteQueue<Write>({ write: (writes) => write(writes, WRITE_LIMIT_MS), now });
  /** Credentials on no record that are being written, or belong to no session: until when they are left alone. */
  const aside = new LRUCache<string, number>(atMost(MAX_ASIDE));
  const reminded = new LRUCache<string, number>({ max: MAX_REMINDED });
  const unknown = createMinuteBudget(maxUnknown, (account) =>
    report({ level: "warn", event: "sessions_bounded", account, per_minute: maxUnknown }),
  );
  let pausedUntil = 0;

  function sessionOf(account: string, credentials: readonly Credential[]): RememberedSession | null {
    for (const { key } of credentials) {
      const known = memory.find(account, key);
      if (known !== undefined) return known.session;
    }
    return null;
  }

  function prove(visit: ProvenVisit, who: Who | null): void {
    const { account, at } = visit;
    if (at < pausedUntil) return;
    const credentials = recordableOf(visit.credentials);
    if (credentials.length === 0) return;
    const known = credentials.map(({ key }) => memory.find(account, key));
    const session = known.find((entry) => entry !== undefined)?.session ?? null;
    const isDue =
      session === null ? isFirstDue(account, credentials, at) : isTouchDue(session, known.includes(undefined), who, at);
    if (!isDue) return;
    const isBehind = known.some((entry) => entry !== undefined && !entry.isOnRecord);
    const rotation = session === null || !isBehind ? null : rotationOf(session, credentials, at);
    const added = credentials.filter((_, index) => known[index] === undefined);
    visit.waitUntil(enqueue({ credentials, session, rotation }, added, visit, who));
  }

  /** Of credentials on no record: not while they are being written, and not more than the account's share. */
  function isFirstDue(account: string, credentials: readonly Credential[], at: number): boolean {
    const key = asideKey(account, credentials);
    if (at < (aside.get(key) ?? 0) || !unknown.take(account, at)) return false;
    aside.set(key, at + BUSY_MS);
    return true;
  }

  /** Of a session on record: when it was not noted for a while, or there is something new about it. */
  function isTouchDue(session: RememberedSession, hasUnknown: boolean, who: Who | null, at: number): boolean {
    if (at < session.busyUntil) return false;
    const isNews = hasUnknown || (who !== null && session.told !== textOf(who));
    if (at - session.seenAt < TOUCH_MS && !(isNews && takeChange(session, at))) return false;
    session.busyUntil = at + BUSY_MS;
    return true;
  }

  async function enqueue(
    item: Omit<Write, "proof">,
    added: readonly Credential[],
    visit: ProvenVisit,
    who: Who | null,
  ): Promise<void> {
    const attached = await attachedOf(added);
    await queue.add({ ...item, proof: proofOf(visit, item.credentials, attached, who) });
  }

  /** Forms of values, to be ended with the session: of a sealed cookie with a new session alone. */
  async function attachedOf(credentials: readonly Credential[]): Promise<readonly Attached[]> {
    const all = await Promise.all(
      credentials.map(async (credential) => {
        const { kind, seal } = credential;
        const attached = credential.attached();
        const records = attached.length === 0 ? [] : await parts.hashForms(attached, kind);
        return records.map((record) => ({ record, isOfNewSession: seal !== null }));
      }),
    );
    return all.flat();
  }

  async function proveNow(visit: ProvenVisit, who: Who | null): Promise<void> {
    const credentials = recordableOf(visit.credentials);
    if (credentials.length === 0 || visit.at < pausedUntil) return;
    const session = sessionOf(visit.account, credentials);
    const attached = await attachedOf(credentials);
    const proof = proofOf(visit, credentials, attached, who);
    await write([{ credentials, session, rotation: null, proof }], WAIT_LIMIT_MS);
  }

  function rotate(session: RememberedSession, visit: ProvenVisit, fresh: readonly Credential[]): void {
    const credentials = recordableOf(fresh).filter(({ key }) => memory.find(session.account, key)?.session !== session);
    if (credentials.length === 0) return;
    const isWritten = visit.at >= pausedUntil && takeChange(session, visit.at);
    memory.remember(session, hashesOf(credentials), isWritten);
    if (!isWritten) {
      if (visit.at >= pausedUntil) remind(session.account, visit.at);
      return;
    }
    visit.waitUntil(
      queue.add({ credentials, session, proof: null, rotation: rotationOf(session, credentials, visit.at) }),
    );
  }

  /** Never throws, and takes no longer than the limit. */
  async function write(writes: readonly Write[], limitMs: number): Promise<void> {
    const rotations = writes.flatMap((item) => (item.rotation === null ? [] : [{ ...item, about: item.rotation }]));
    const proofs = writes.flatMap((item) => (item.proof === null ? [] : [{ ...item, about: item.proof }]));
    const inTime = async <T>(work: Promise<readonly T[]>): Promise<readonly T[]> => {
      const answers = await withinLimit(work, { limitMs, sleep });
      if (answers === "late") throw new Error(`no answer within ${limitMs} ms`);
      return answers;
    };
    try {
      if (rotations.length > 0) {
        const joined = await inTime(sessions.join(aboutOf(rotations), now()));
        for (const [index, item] of rotations.entries()) take(item, joined[index], null);
      }
      if (proofs.length > 0) {
        const recorded = await inTime(sessions.record(aboutOf(proofs), now()));
        for (const [index, item] of proofs.entries()) take(item, recorded[index], item.about);
      }
    } catch (error) {
      pausedUntil = now() + PAUSE_MS;
      for (const item of writes) keepUnwritten(item);
      report({ level: "error", event: "sessions_not_recorded", visits: writes.length, ...describeError(error) });
    }
  }

  function keepUnwritten({ session, credentials, rotation }: Write): void {
    if (session === null) return;
    session.busyUntil = 0;
    if (rotation !== null) memory.remember(session, hashesOf(credentials), false);
  }

  /** What D1 made of it is what this isolate knows from now on. */
  function take(
    { credentials, session: before, about }: Write & { readonly about: Proof | Rotation },
    recorded: Recorded | undefined,
    proof: Proof | null,
  ): void {
    const { account } = about;
    if (before !== null) before.busyUntil = 0;
    if (recorded === undefined) return;
    endHere(recorded.endedOnArrival);
    if (recorded.session === null) {
      aside.set(asideKey(account, credentials), now() + NO_SESSION_MS);
      return;
    }
    if (recorded.crowded) remind(account, now());
    const session = before?.id === recorded.session ? before : newlyKnown(account, recorded.session);
    session.user = recorded.user;
    session.hasCookie ||= credentials.some(({ kind }) => kind === "cookie");
    if (proof !== null) session.seenAt = Math.max(session.seenAt, proof.at);
    if (proof !== null && proof.who !== null) session.told = textOf(proof.who);
    // What is known to be another session's stays so: an old cookie of somebody else's beside a new one. What was ended on
    // arrival belongs to no session: a remember-me cookie beside a new login.
    const over = new Set(recorded.endedOnArrival);
    const own = credentials.filter(({ key, records }) => {
      if (records.some(({ hash }) => over.has(hash))) return false;
      const known = memory.find(account, key)?.session;
      return known === undefined || known === session;
    });
    memory.remember(session, hashesOf(own.length > 0 ? own : credentials), true);
  }

  function takeChange(session: RememberedSession, at: number): boolean {
    if (at - session.changesSince >= CHANGES_MS) {
      session.changesSince = at;
      session.changes = 0;
    }
    session.changes += 1;
    return session.changes <= MAX_CHANGES;
  }

  /** Products that change their cookie with each answer: their sessions are ended as far as can be. Said once an hour. */
  function remind(account: string, at: number): void {
    if (at < (reminded.get(account) ?? 0)) return;
    reminded.set(account, at + REMIND_MS);
    report({ level: "warn", event: "cookie_rotates_each_response", account });
  }

  const isBeingWritten = (account: string, credentials: readonly Credential[]): boolean =>
    now() < (aside.get(asideKey(account, credentials)) ?? 0);

  return { sessionOf, isBeingWritten, prove, proveNow, rotate };
}

const newlyKnown = (account: string, id: string): RememberedSession => ({
  account,
  id,
  user: null,
  hasCookie: false,
  told: null,
  seenAt: 0,
  busyUntil: 0,
  changes: 0,
  changesSince: 0,
});

const hashesOf = (credentials: readonly Credential[]): readonly (readonly string[])[] =>
  credentials.map(({ records }) => records.map(({ hash }) => hash));

const aboutOf = <T>(items: readonly { readonly about: T }[]): readonly T[] => items.map(({ about }) => about);

const asideKey = (account: string, credentials: readonly Credential[]): string =>
  `${account} ${credentials[0]?.key ?? ""}`;

const rotationOf = ({ account, id }: RememberedSession, credentials: readonly Credential[], at: number): Rotation => ({
  account,
  session: id,
  credentials: recordsOf(credentials),
  at,
});

function proofOf(
  { account, at, whereabouts }: ProvenVisit,
  credentials: readonly Credential[],
  attached: readonly Attached[],
  who: Who | null,
): Proof {
  const records: readonly CredentialRecord[] = recordsOf(credentials);
  const kind = records.some((record) => record.kind === "cookie") ? "web" : "api";
  const births = credentials.flatMap(({ seal }) => (seal === null ? [] : [endOfSecond(seal.birth)]));
  const beganAt = births.length === 0 ? null : Math.min(...births);
  const lineage = credentials.flatMap(({ seal }) => seal?.ids.slice(1).map(hashOfSessionId) ?? []);
  return { account, kind, credentials: records, attached, at, lineage, beganAt, who, ...whereabouts() };
}
