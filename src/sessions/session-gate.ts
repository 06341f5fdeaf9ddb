import type { SessionProfile } from "../config.ts";
import type { Log } from "../log.ts";
import type { EndedLog } from "../storage/ended-log.ts";
import type { EndedStore } from "../storage/ended-store.ts";
import type { Sessions } from "../storage/sessions.ts";
import type { Sleep } from "../storage/time-limit.ts";
import { type Admit, createAdmission } from "./admission.ts";
import { createCredentialHasher } from "./credential-hash.ts";
import { type CredentialReader, createCredentialReader, type HashedCredential } from "./credential-reader.ts";
import type { CredentialProfile } from "./credentials.ts";
import { createEndedSet } from "./ended-set.ts";
import { createEndings, type Endings } from "./endings.ts";
import { type Conclude, createLifecycle } from "./lifecycle.ts";
import { recordableOf, recordsOf } from "./recordable.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { createSessionMemory } from "./session-memory.ts";

/** What the gate asks about sessions, and what an isolate keeps to answer it. */
export interface SessionGate {
  readonly admit: Admit;
  readonly sessionOf: Recorder["sessionOf"];
  readonly conclude: Conclude;
  readonly settle: Endings["settle"];
  /** Takes hashes that this isolate ended otherwise, through the API: they hold here at once. */
  readonly endHere: (hashes: readonly string[]) => void;
  /** For credentials from elsewhere: an answer's Set-Cookie. */
  readonly hash: CredentialReader["hash"];
  /** Ends new credentials that their account's list does not admit, before anybody gets them. */
  readonly refuseLogin: (
    account: string,
    credentials: readonly HashedCredential[],
    login: RefusedLogin,
  ) => Promise<void>;
  /** Every hash under which a request's credentials may be on record, for finding its own session. */
  readonly hashesOf: (headers: Headers) => Promise<readonly string[]>;
}

export interface RefusedLogin {
  /** Canonical form. */
  readonly address: string;
  readonly requestId: string;
  readonly at: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface SessionGateParts {
  readonly profile: SessionProfile;
  readonly sessionCookies: readonly string[];
  readonly credentials: CredentialProfile;
  readonly sessions: Pick<Sessions, "record" | "join" | "end" | "list" | "findByCredential">;
  readonly endedLog: Pick<EndedLog, "since" | "giveBack">;
  readonly endedStore: Pick<EndedStore, "read">;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly log: Log;
}

export function createSessionGate(parts: SessionGateParts): SessionGate {
  const { profile, sessionCookies, sessions, now, sleep, log } = parts;
  const memory = createSessionMemory();
  const ended = createEndedSet({
    log: parts.endedLog,
    store: parts.endedStore,
    kinOf: memory.kinOf,
    now,
    sleep,
    staleMaxMs: profile.staleSessionsMaxSeconds * 1000,
    report: log,
  });
  const endHere = ended.add;
  const reader = createCredentialReader({
    profile: parts.credentials,
    hasher: createCredentialHasher(profile.credentialKeys),
  });
  const recorder = createRecorder({ sessions, memory, endHere, now, sleep, report: log });
  const endings = createEndings({ sessions, endHere, now, sleep, report: log });
  return {
    admit: createAdmission({ reader, profile: parts.credentials, ended, log }),
    sessionOf: recorder.sessionOf,
    conclude: createLifecycle({ profile, sessionCookies, reader, ended, memory, recorder, endings, log }),
    settle: endings.settle,
    endHere,
    hash: reader.hash,
    async refuseLogin(account, credentials, { address, requestId, at, waitUntil }) {
      const recordable = recordableOf(credentials);
      if (recordable.length === 0) return;
      endHere(recordable.flatMap(({ hashes }) => hashes));
      const detail = { request_id: requestId };
      await endings.end(
        {
          account,
          which: { credentials: recordsOf(recordable), unknownToo: true },
          keep: [],
          reason: "revoked",
          event: { actor: "gatehouse", address, action: "login.denied", detail },
          at,
          requestId,
        },
        waitUntil,
      );
    },
    async hashesOf(headers) {
      const { credentials } = await reader.read(headers);
      return credentials.flatMap(({ recognised }) => recognised.flatMap(({ hashes }) => hashes));
    },
  };
}
