import type { CredentialRecord } from "../../storage/sessions/session-records.ts";
import type { Credential } from "../credentials/credential.ts";

/** The credentials that may go on record, session cookies first: they stand for the session. */
export function recordableOf(credentials: readonly Credential[]): readonly Credential[] {
  const recordable = credentials.filter(({ isRecordable }) => isRecordable);
  return [...recordable.filter(({ kind }) => kind === "cookie"), ...recordable.filter(({ kind }) => kind === "token")];
}

/** As D1 knows them: every reading of each, each under the current secret and the former ones. */
export function recordsOf(credentials: readonly Credential[]): readonly CredentialRecord[] {
  return distinct(credentials.flatMap(({ records }) => records));
}

/** What names each of them, and nothing that another credential could share: for what ends a session or looks it up. */
export function namesOf(credentials: readonly Credential[]): readonly CredentialRecord[] {
  return distinct(credentials.flatMap(({ records }) => records.slice(0, 1)));
}

function distinct(records: readonly CredentialRecord[]): readonly CredentialRecord[] {
  const byHash = new Map<string, CredentialRecord>();
  for (const record of records) if (!byHash.has(record.hash)) byHash.set(record.hash, record);
  return [...byHash.values()];
}
