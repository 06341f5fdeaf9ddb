import { LRUCache } from "lru-cache";
import { type Address, formatAddress } from "../address/address.ts";
import type { Config } from "../config/config.ts";
import type { SessionProfile } from "../config/profile.ts";
import type { Log } from "../log.ts";
import { atMost } from "../memory.ts";
import type { EndedLog } from "../storage/ended/ended-log.ts";
import type { EndedStore } from "../storage/ended/ended-store.ts";
import type { CredentialKeys } from "../storage/sessions/credential-keys.ts";
import type { Sessions } from "../storage/sessions/sessions.ts";
import type { Sleep } from "../storage/time-limit.ts";
import { createSealer } from "./answer-seals.ts";
import { type ClearCredentials, createClearance } from "./clearance.ts";
import { type Conclude, createConclusion } from "./conclusion.ts";
import type { Credential } from "./credentials/credential.ts";
import type { CredentialProfile } from "./credentials/credential-profile.ts";
import { createCredentialReader } from "./credentials/credential-reader.ts";
import { createKeyring } from "./credentials/keyring.ts";
import { type NetworkTags, tagsOf } from "./credentials/network-tags.ts";
import type { Seal, SealScope } from "./credentials/seal.ts";
import { createEndedSet } from "./ended/ended-set.ts";
import { createLiveness } from "./ended/liveness.ts";
import { createEndings, type Endings } from "./ended/owed-endings.ts";
import { createFindOver, type FindOver } from "./ended/watermarks.ts";
import { createFinishAnswer, type FinishAnswer } from "./finish-answer.ts";
import { namesOf, recordableOf } from "./record/credential-records.ts";
import { createRecorder, type Recorder } from "./record/recorder.ts";
import { createSessionMemory } from "./record/session-memory.ts";
import { type BeginStamping, createStamping } from "./stamping.ts";

/** What the gate needs to know about sessions, and the state of an isolate for it. */
export interface SessionGate {
  readonly clearCredentials: ClearCredentials;
  readonly sessionOf: Recorder["sessionOf"];
  readonly beginStamping: BeginStamping;
  readonly conclude: Conclude;
  readonly finishAnswer: FinishAnswer;
  readonly settle: Endings["settle"];
  /** Adds hashes that the API ended in this isolate: they hold here at once. */
  readonly endHere: (hashes: readonly string[]) => void;
  /** The same when all sessions of an account were ended at this moment, in Unix milliseconds. */
  readonly endEverybodyHere: (account: string, at: number) => void;
  readonly findOver: FindOver;
  /**
   * Ends the sessions of these cookies, in all of these accounts: the origin has logged one of them in to an account that
   * does not admit the visit. A sealed one also when it is on no record.
   */
  readonly endSwitched: (
    sent: readonly Credential[],
    accounts: readonly string[],
    address: Address,
    visit: Clock,
  ) => Promise<void>;
  /** Whether a seal was made where this visitor is: in the same network (/24, /48), or at the same address. */
  readonly isMadeAt: (seal: Seal, address: Address, extent: "network" | "address") => Promise<boolean>;
  /**
   * Names, as SESSION_COOKIES spells them, of a request's session cookies that may be live, when they were not judged:
   * they have a seal of this host, or need none, and memory does not know that they ended.
   */
  readonly namesOfPossiblyLive: (headers: Headers, scope: SealScope) => Promise<ReadonlySet<string>>;
  /** The hashes of the live credentials of a request, by which its own session is found on record. */
  readonly namesOf: (headers: Headers, scope: SealScope, visit: Clock) => Promise<readonly string[]>;
}

/** Says whether a session is used from where it began, for accounts that ask for that (`bind_network`). */
const MAX_PLACES = 10_000;
/** Of the texts of cookies that had a seal lately: about 10,000 of usual length. */
const SEALED_LATELY_BYTES = 2 * 1024 * 1024;

interface Clock {
  readonly nowMs: number;
  readonly requestId: string;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface SessionGateParts {
  readonly profile: SessionProfile;
  readonly bindSessions: Config["bindSessions"];
  readonly credentials: CredentialProfile;
  readonly sessions: Pick<Sessions, "record" | "join" | "end" | "list" | "findByCredential" | "findAnywhere">;
  readonly endedLog: Pick<EndedLog, "since" | "giveBack" | "endedAmong">;
  readonly endedStore: Pick<EndedStore, "read">;
  readonly credentialKeys: CredentialKeys;
  readonly random: (count: number) => Uint8Array;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: Log;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; each function in it is shorter
export function createSessionGate(parts: SessionGateParts): SessionGate {
  const { profile, bindSessions, credentials, sessions, credentialKeys, random, now, sleep, log } = parts;
  const { rule, tokens } = credentials;
  const places = new LRUCache<string, NetworkTags>(atMost(MAX_PLACES));
  const keyring = createKeyring(profile.credentialKeys);
  const memory = createSessionMemory();
  const ended = createEndedSet({
    log: parts.endedLog,
    store: parts.endedStore,
    kinOf: memory.kinOf,
    findMissingKeys: async () => credentialKeys.findMissing(await keyring.fingerprints(), now()),
    now,
    sleep,
    staleMaxMs: profile.staleSessionsMaxSeconds * 1000,
    report: log,
  });
  const endHere = ended.add;
  const liveness = createLiveness({ log: parts.endedLog, endHere, now, sleep, report: log });
  const reader = createCredentialReader({ rule, keyring, bindSessions });
  const sealer = createSealer({ keyring, bindSessions, random });
  const recorder = createRecorder({ sessions, memory, hashForms: reader.recordsOf, endHere, now, sleep, report: log });
  const endings = createEndings({ sessions, log: parts.endedLog, endHere, now, sleep, report: log });
  const sealed = new LRUCache<string, true>({
    maxSize: SEALED_LATELY_BYTES,
    sizeCalculation: (_, text) => 100 + 2 * text.length,
  });
  const sealedLately = {
    has: (text: string) => sealed.has(text),
    add: (text: string) => void sealed.set(text, true),
  };
  const clearance = { ...profile, reader, tokens, ended, liveness, bindSessions, sealedLately, log };
  const clearCredentials = createClearance(clearance);
  return {
    clearCredentials,
    sessionOf: recorder.sessionOf,
    beginStamping: createStamping({ liveness, keyring }),
    conclude: createConclusion({
      profile,
      rule,
      reader,
      sealer,
      ended,
      memory,
      recorder,
      endings,
      sessions,
      now,
      sleep,
      log,
    }),
    finishAnswer: createFinishAnswer({ rule, reader, sealer, liveness, ended, log }),
    settle: endings.settle,
    endHere,
    endEverybodyHere: ended.addEverybody,
    findOver: createFindOver({ ended, sessions, sleep }),
    async endSwitched(sent, accounts, address, { nowMs, requestId, waitUntil }) {
      const cookies = recordableOf(sent).filter(({ kind }) => kind === "cookie");
      if (cookies.length === 0) return;
      const detail = { request_id: requestId };
      const event = { actor: "origin", address: formatAddress(address), action: "session.switch_denied", detail };
      const which = { credentials: namesOf(cookies) };
      for (const account of accounts) {
        const ending = { account, which, keep: [], reason: "switch_denied", event, at: nowMs, requestId } as const;
        await endings.end(ending, waitUntil);
      }
      const ids = cookies.flatMap(({ seal, key }) => (seal === null ? [] : [key]));
      if (ids.length > 0) waitUntil(endings.endIds({ ids, requestId }, waitUntil));
    },
    async isMadeAt(seal, address, extent) {
      const place = `${seal.keyId} ${seal.ids[0]} ${formatAddress(address)}`;
      let tags = places.get(place);
      if (tags === undefined) {
        const key = await keyring.find(seal.keyId);
        if (key === null) return false;
        tags = await tagsOf(address, seal.ids, key);
        places.set(place, tags);
      }
      return extent === "address" ? tags.address === seal.address : tags.network === seal.network;
    },
    async namesOfPossiblyLive(headers, scope) {
      const header = headers.get("Cookie");
      if (header === null) return new Set();
      const { credentials: read } = await reader.readCookies(header, scope);
      const possible = read.filter(({ endedBy }) => !endedBy.some(ended.has));
      return new Set(possible.flatMap(({ part }) => part?.match?.name ?? []));
    },
    async namesOf(headers, scope, visit) {
      const cleared = await clearCredentials({ headers, scope, passesUnknown: false, isLoginStep: false, ...visit });
      if (cleared.kind === "unavailable") return [];
      return cleared.clearance.live.flatMap(({ records }) =>
        records.slice(0, 1).flatMap(({ hash, former }) => [hash, ...former]),
      );
    },
  };
}
