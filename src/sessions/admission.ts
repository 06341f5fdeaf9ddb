import { after, type Eventual } from "../eventual.ts";
import type { Log } from "../log.ts";
import {
  type CredentialReader,
  type Credentials,
  type HashedCredential,
  judgeCredentials,
} from "./credential-reader.ts";
import { type CredentialProfile, removeAllCredentials, removeCredentials } from "./credentials.ts";
import type { EndedSet } from "./ended-set.ts";

/** What of a request's credentials may go on to the origin. */
export type Admission =
  /** `live`: those that are not ended, and that the request still has. */
  | { readonly kind: "admitted"; readonly live: readonly HashedCredential[] }
  /** It had an ended API token, and has no session cookie that the origin could judge in its place. */
  | { readonly kind: "token_ended"; readonly live: readonly HashedCredential[] }
  /** It has credentials, and nothing is known by which to judge them. */
  | { readonly kind: "unavailable" };

export interface Admitted {
  readonly requestId: string;
  readonly nowMs: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface AdmissionParts {
  readonly reader: CredentialReader;
  readonly profile: CredentialProfile;
  readonly ended: EndedSet;
  readonly log: Log;
}

const NOBODY: Admission = { kind: "admitted", live: [] };

/**
 * Takes ended credentials off the headers of a request: each is judged alone, and every byte of the others stays. At once
 * for headers that were seen lately; without a credential nothing is asked at all.
 */
export type Admit = (headers: Headers, visit: Admitted) => Eventual<Admission>;

export function createAdmission({ reader, profile, ended, log }: AdmissionParts): Admit {
  const isEnded = ({ recognised }: HashedCredential): boolean =>
    recognised.some(({ hashes }) => hashes.some(ended.has));

  function judge(headers: Headers, credentials: readonly HashedCredential[], visit: Admitted): Admission {
    if (!credentials.some(isEnded)) return { kind: "admitted", live: credentials };
    const judged = judgeCredentials(credentials, ended.has);
    log({
      level: "info",
      event: "credential_ended",
      request_id: visit.requestId,
      kinds: judged.ended.map(({ kind, name }) => `${kind} ${name}`),
    });
    const isTokenEnded = judged.ended.some(({ kind }) => kind === "token");
    removeCredentials(headers, judged.endedValues, profile);
    if (isTokenEnded && !judged.live.some(({ kind }) => kind === "cookie"))
      return { kind: "token_ended", live: judged.live };
    return { kind: "admitted", live: judged.live };
  }

  function admitRead(headers: Headers, read: Credentials, visit: Admitted): Eventual<Admission> {
    if (read.tooMany) {
      log({ level: "warn", event: "too_many_credentials", request_id: visit.requestId });
      removeAllCredentials(headers, profile);
      return NOBODY;
    }
    if (read.credentials.length === 0) return NOBODY;
    return after(
      ended.ready(visit),
      (readiness): Admission =>
        readiness === "unavailable" ? { kind: "unavailable" } : judge(headers, read.credentials, visit),
    );
  }

  return (headers, visit) => after(reader.read(headers), (read) => admitRead(headers, read, visit));
}
