import { env } from "cloudflare:workers";
import type { CredentialRecord, Proof, Recorded, Session, Who } from "../../src/storage/sessions/session-records.ts";
import { createSessions, type EndOptions } from "../../src/storage/sessions/sessions.ts";
import { anEvent, NOW, random } from "./storage.ts";

export const DAY = 86_400_000;
export const MINUTE = 60_000;

/** The hash of a name: the same each time, of the form that credentials have. */
export function hashOf(name: string): string {
  let [a, b, c, d] = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];
  for (const char of name) {
    const code = char.codePointAt(0) ?? 0;
    a = Math.imul(a ^ code, 0x01000193) >>> 0;
    b = Math.imul((b ^ a) + code, 0x85ebca6b) >>> 0;
    c = Math.imul((c ^ b) + 7, 0xc2b2ae35) >>> 0;
    d = Math.imul((d ^ c) + 13, 0x27d4eb2f) >>> 0;
  }
  return [a, b, c, d].map((word) => word.toString(16).padStart(8, "0")).join("");
}

export const aCredential = (name: string, credential: Partial<CredentialRecord> = {}): CredentialRecord => ({
  hash: hashOf(name),
  former: [],
  kind: "cookie",
  ...credential,
});

export const who = (user: string | null, more: Partial<Who> = {}): Who => ({
  user,
  name: null,
  twoFactor: null,
  productSession: null,
  ...more,
});

/** A browser in Berlin that proved the credentials of these names. */
export const aProof = (
  account: { readonly id: string },
  names: readonly string[],
  proof: Partial<Proof> = {},
): Proof => ({
  account: account.id,
  kind: "web",
  credentials: names.map((name) => aCredential(name)),
  address: "203.0.113.9",
  device: {
    label: "Chrome 131 on Windows",
    browser: "Chrome 131",
    os: "Windows 11",
    type: "desktop",
    kind: "desktop|chrome|windows",
  },
  region: { country: "DE", region: "Berlin", city: "Berlin" },
  at: NOW,
  who: null,
  ...proof,
});

const sessions = createSessions(env.DB, random);

export async function record(proof: Proof, now = proof.at): Promise<Recorded> {
  const [recorded] = await sessions.record([proof], now);
  if (recorded === undefined) throw new Error("nothing recorded");
  return recorded;
}

/** Records the proof; the session that it made or belongs to. */
export async function aSession(
  account: { readonly id: string },
  names: readonly string[],
  proof: Partial<Proof> = {},
): Promise<Session> {
  const { session } = await record(aProof(account, names, proof));
  if (session === null) throw new Error("no session");
  return reread(account, session);
}

export async function reread(
  account: { readonly id: string },
  session: string | { readonly id: string },
): Promise<Session> {
  const id = typeof session === "string" ? session : session.id;
  const found = await sessions.get(account.id, id);
  if (found === null) throw new Error(`no session ${id}`);
  return found;
}

export const ending = (options: Partial<EndOptions> = {}): EndOptions => ({
  reason: "revoked",
  event: anEvent({ action: "sessions.revoke" }),
  now: NOW + MINUTE,
  ...options,
});

/** Every hash that is in the ended log, in its order. */
export async function endedHashes(): Promise<readonly string[]> {
  const { results } = await env.DB.prepare("SELECT hash FROM ended ORDER BY seq").all<{ hash: string }>();
  return results.map(({ hash }) => hash);
}

export const isEnded = async (name: string): Promise<boolean> => (await endedHashes()).includes(hashOf(name));
