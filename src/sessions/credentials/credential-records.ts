import type { CredentialRecord } from "../storage/session-records.ts";
import type { HashedCredential } from "./credential-reader.ts";

/**
 * The credentials of a request that may go on record, the ones that stand for its session first. A user name and password
 * (Basic) beside a session cookie is a door in front of the product, which many share: it is nobody's session.
 */
export function recordableOf(credentials: readonly HashedCredential[]): readonly HashedCredential[] {
  const cookies = credentials.filter(({ kind, isRecordable }) => kind === "cookie" && isRecordable);
  const tokens = credentials.filter(
    ({ kind, isRecordable, hints }) => kind === "token" && isRecordable && (cookies.length === 0 || hints.length === 0),
  );
  return [...cookies, ...tokens];
}

/** As D1 knows them: every reading of each, each under the current secret and the former ones. */
export function recordsOf(credentials: readonly HashedCredential[]): readonly CredentialRecord[] {
  const records = new Map<string, CredentialRecord>();
  for (const { kind, values, recognised } of credentials) {
    for (const { hashes } of recognised.slice(0, values.length)) {
      const [hash, ...former] = hashes;
      if (hash !== undefined && !records.has(hash)) records.set(hash, { hash, former, kind });
    }
  }
  return [...records.values()];
}
