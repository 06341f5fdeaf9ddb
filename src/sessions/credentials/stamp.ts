import { isEqualInConstantTime, toBase64Url } from "../../bytes.ts";
import type { SealKey } from "./keyring.ts";
import { HOST_PREFIX, MAX_SEAL_IDS, readTime, SEAL_PREFIX, SESSION_ID_LENGTH, writeTime } from "./seal.ts";

/**
 * When session ids were last found live, in Unix seconds, by id. A lost stamp costs one query of D1, and logs no one
 * out.
 */
export type Stamp = ReadonlyMap<string, number>;

/** Of a host reached by https; by http without `__Host-`, which browsers refuse there. */
export const STAMP_NAME = `${HOST_PREFIX}${SEAL_PREFIX}seen`;
export const STAMP_NAME_HTTP = `${SEAL_PREFIX}seen`;

const STAMP_MAX_AGE_SECONDS = 10 * 86_400;
const PAIR_LENGTH = SESSION_ID_LENGTH + 6;
const STAMP = /^1([a-z0-9]{1,8})\.((?:[A-Za-z0-9_-]{22}){1,4})\.([A-Za-z0-9_-]{22})$/;
const EMPTY: Stamp = new Map();

/** The Set-Cookie line of a stamp. */
export async function writeStampLine(stamp: Stamp, hostname: string, isSecure: boolean, key: SealKey): Promise<string> {
  const pairs = [...stamp].slice(0, MAX_SEAL_IDS).map(([id, seconds]) => id + writeTime(seconds));
  const body = `1${key.id}.${pairs.join("")}`;
  const value = `${body}.${await macOf(body, hostname, key)}`;
  const rest = `; Path=/; Max-Age=${STAMP_MAX_AGE_SECONDS}; HttpOnly`;
  return isSecure
    ? `${STAMP_NAME}=${value}${rest}; Secure; SameSite=None`
    : `${STAMP_NAME_HTTP}=${value}${rest}; SameSite=Lax`;
}

/** Empty: it is no stamp of this host. */
export async function readStamp(
  value: string,
  hostname: string,
  findKey: (id: string) => Promise<SealKey | null>,
): Promise<Stamp> {
  const match = STAMP.exec(value);
  if (match === null) return EMPTY;
  const [, keyId = "", pairs = "", mac = ""] = match;
  const key = await findKey(keyId);
  if (key === null) return EMPTY;
  const expected = await macOf(value.slice(0, value.length - mac.length - 1), hostname, key);
  if (!isEqualInConstantTime(expected, mac)) return EMPTY;
  const stamp = new Map<string, number>();
  for (let at = 0; at < pairs.length; at += PAIR_LENGTH) {
    stamp.set(pairs.slice(at, at + SESSION_ID_LENGTH), readTime(pairs.slice(at + SESSION_ID_LENGTH, at + PAIR_LENGTH)));
  }
  return stamp;
}

async function macOf(body: string, hostname: string, key: SealKey): Promise<string> {
  const parts = ["stamp", hostname, body];
  return toBase64Url(await key.sign(parts.map((part) => `${part.length}:${part}`).join("")));
}
