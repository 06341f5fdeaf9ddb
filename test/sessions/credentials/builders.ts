import type { HashedCredential } from "../../../src/sessions/credentials/credential-reader.ts";

/** A credential whose value is `text`; the hash is a fiction that is as long as a real one. */
export function aCredential(text: string, credential: Partial<HashedCredential> = {}): HashedCredential {
  const hash = hashOf(text);
  return {
    kind: "cookie",
    name: "crm_session",
    values: [text],
    hints: [],
    isRecordable: true,
    hashes: [hash],
    recognised: [{ value: text, hashes: [hash] }],
    ...credential,
  };
}

export const aToken = (text: string): HashedCredential => aCredential(text, { kind: "token", name: "authorization" });

export const hashOf = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .padEnd(32, "0")
    .slice(-32);
