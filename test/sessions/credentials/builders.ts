import type { CookiePart } from "../../../src/sessions/credentials/cookie-header.ts";
import type { Credential } from "../../../src/sessions/credentials/credential.ts";
import type { Seal } from "../../../src/sessions/credentials/seal.ts";

/** A session cookie without a seal, of this value; the hash is a fiction that is as long as a real one. */
export function aCredential(text: string, credential: Partial<Credential> = {}): Credential {
  const hash = hashOf(text);
  const kind = credential.kind ?? "cookie";
  const name = credential.name ?? "crm_session";
  return {
    kind,
    name,
    exact: `${kind} ${name} ${text}`,
    key: hash,
    endedBy: [hash],
    records: [{ hash, former: [], kind }],
    lookups: [hash],
    value: text,
    attached: () => [],
    seal: null,
    isRecordable: true,
    isDoor: false,
    part: kind === "token" ? null : aPart(name, text),
    ...credential,
  };
}

/** A part of a Cookie header: a session cookie by the rule. */
export const aPart = (name: string, value: string): CookiePart => ({
  raw: `${name}=${value}`,
  text: `${name}=${value}`,
  name,
  value,
  kind: "candidate",
  match: { name, isUnbound: false, fit: "named", values: [name.length + 1], decodedValues: [] },
  values: [value],
});

export const aToken = (text: string, credential: Partial<Credential> = {}): Credential =>
  aCredential(text, { kind: "token", name: "authorization", ...credential });

export const aSeal = (ids: readonly string[], seal: Partial<Seal> = {}): Seal => ({
  ids,
  birth: 1_700_000_000,
  issued: 1_700_000_000,
  isEnrolled: false,
  network: "networ",
  address: "addres",
  keyId: "k1",
  made: "account",
  ...seal,
});

/** Sealed with these session ids, its own first; the ids stand for themselves, in fictitious hashes. */
export function aSealed(text: string, ids: readonly string[], credential: Partial<Credential> = {}): Credential {
  const hashes = ids.map(hashOf);
  const [key = ""] = hashes;
  return aCredential(text, {
    key,
    endedBy: hashes,
    records: [{ hash: key, former: [], kind: "cookie" }],
    lookups: [key],
    attached: () => [text],
    seal: aSeal(ids),
    ...credential,
  });
}

export const hashOf = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .padEnd(32, "0")
    .slice(-32);
