import { fromBase64Url, isEqualInConstantTime, toBase64Url, toHex } from "../../bytes.ts";
import type { SealKey } from "./keyring.ts";

/**
 * A seal: the cookie that Gatehouse sets beside a session cookie, in the same answer and with the same attributes. It
 * proves that the product set this cookie, to the byte, through this Gatehouse, and names the session ids that it
 * belongs to (docs/bound-cookies.md).
 */
export interface Seal {
  /** 1 to 4, of 16 base64url characters (96 random bits) each; the session's own id first. */
  readonly ids: readonly string[];
  /** When its own session began: its login, or the first answer that set its cookie; Unix seconds. */
  readonly birth: number;
  /** When this seal was made; Unix seconds. */
  readonly issued: number;
  /** The cookie came without a seal and was taken over while BIND_SESSIONS was `enroll`. */
  readonly isEnrolled: boolean;
  /** Keyed tags of where the answer went to: the network (/24, /48) and the address; 6 base64url characters each. */
  readonly network: string;
  readonly address: string;
  /** Of the key that it was made with. */
  readonly keyId: string;
  /** Made on a host of one account (`a`), or on one that accounts share (`s`). */
  readonly made: "account" | "shared";
}

/** The host and account for which a seal is valid. */
export interface SealScope {
  /** Canonical name of the host. */
  readonly hostname: string;
  /** The account of the host; null: accounts share it, or it is not known. */
  readonly account: string | null;
}

export const SEAL_PREFIX = "gth1-";
export const HOST_PREFIX = "__Host-";
export const MAX_SEAL_IDS = 4;
export const SESSION_ID_LENGTH = 16;
const SESSION_ID_BYTES = 12;
const NAME_LENGTH = 8;
export const TAG_LENGTH = 6;
const TIME_LENGTH = 6;
const TIME_BITS = 36;

const encoder = new TextEncoder();

/** The name of the seal of a cookie of this name, without `__Host-`. */
export async function sealNameOf(cookieName: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(cookieName)));
  return SEAL_PREFIX + toBase64Url(digest).slice(0, NAME_LENGTH);
}

/** A new session id. */
export const createSessionId = (random: (count: number) => Uint8Array): string => toBase64Url(random(SESSION_ID_BYTES));

/**
 * The id of a cookie that gets its seal in `enroll`: the same in every isolate and answer, so that all its seals name
 * one session.
 */
export function sessionIdOfHash(hash: string): string {
  const bytes = Uint8Array.from({ length: SESSION_ID_BYTES }, (_, index) =>
    Number.parseInt(hash.slice(2 * index, 2 * index + 2), 16),
  );
  return toBase64Url(bytes);
}

/** A session id as a hash among the hashes of credentials: its 96 bits, and 32 bits of zero. */
export const hashOfSessionId = (id: string): string =>
  `${toHex(fromBase64Url(id) ?? new Uint8Array(SESSION_ID_BYTES))}00000000`;

/** @param labels of the Domain attribute; 0: the cookie is of this host alone. */
export interface SealedCookie {
  /** The name of the seal cookie, with `__Host-` where it has it. */
  readonly sealName: string;
  /** `name=value`, to the byte. */
  readonly text: string;
  readonly labels: number;
}

/** The seal cookie's value: at most 130 characters. */
export async function writeSeal(
  seal: Omit<Seal, "keyId">,
  cookie: SealedCookie,
  scope: SealScope,
  key: SealKey,
): Promise<string> {
  const flags = `${cookie.labels}${seal.made === "account" ? "a" : "s"}${seal.isEnrolled ? "e" : ""}`;
  const facts = writeTime(seal.birth) + writeTime(seal.issued) + seal.network + seal.address;
  const body = `1${key.id}.${flags}.${seal.ids.join("")}.${facts}`;
  return `${body}.${await macOf(body, cookie, scope, seal.made, key)}`;
}

const SEAL =
  /^1([a-z0-9]{1,8})\.(\d{1,3})([as])(e?)\.((?:[A-Za-z0-9_-]{16}){1,4})\.([A-Za-z0-9_-]{24})\.([A-Za-z0-9_-]{22})$/;

/**
 * Null: it is no seal of this cookie here. Text that was cut, extended or spelled in another way does not match. The
 * comparison takes the same time wherever two MACs differ.
 *
 * @param findKey returns null when there is no key with this id.
 */
export async function readSeal(
  value: string,
  cookie: Omit<SealedCookie, "labels">,
  scope: SealScope,
  findKey: (id: string) => Promise<SealKey | null>,
): Promise<Seal | null> {
  const match = SEAL.exec(value);
  if (match === null) return null;
  const [, keyId = "", labelText = "", kind = "", enrolled = "", ids = "", facts = "", mac = ""] = match;
  const made = kind === "a" ? "account" : "shared";
  const labels = Number(labelText);
  if (labels > scope.hostname.split(".").length) return null;
  // The account is in the MAC: on a host of unknown account no seal of an account can be checked.
  if (made === "account" && scope.account === null) return null;
  const key = await findKey(keyId);
  if (key === null) return null;
  const body = value.slice(0, value.length - mac.length - 1);
  const expected = await macOf(body, { ...cookie, labels }, scope, made, key);
  if (!isEqualInConstantTime(expected, mac)) return null;
  return {
    ids: splitIds(ids),
    birth: readTime(facts.slice(0, TIME_LENGTH)),
    issued: readTime(facts.slice(TIME_LENGTH, 2 * TIME_LENGTH)),
    isEnrolled: enrolled === "e",
    keyId,
    network: facts.slice(2 * TIME_LENGTH, 2 * TIME_LENGTH + TAG_LENGTH),
    address: facts.slice(2 * TIME_LENGTH + TAG_LENGTH),
    made,
  };
}

async function macOf(
  body: string,
  { sealName, text, labels }: SealedCookie,
  { hostname, account }: SealScope,
  made: Seal["made"],
  key: SealKey,
): Promise<string> {
  const scope = labels === 0 ? `=${hostname}` : hostname.split(".").slice(-labels).join(".");
  const parts = [sealName, scope, made === "account" ? (account ?? "") : "", body, text];
  const mac = await key.sign(parts.map((part) => `${part.length}:${part}`).join(""));
  return toBase64Url(mac);
}

export const splitIds = (ids: string): readonly string[] =>
  Array.from({ length: ids.length / SESSION_ID_LENGTH }, (_, index) =>
    ids.slice(index * SESSION_ID_LENGTH, (index + 1) * SESSION_ID_LENGTH),
  );

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Unix seconds as six characters of base64url, 36 bits. */
export function writeTime(seconds: number): string {
  let text = "";
  let rest = Math.min(Math.max(0, Math.floor(seconds)), 2 ** TIME_BITS - 1);
  for (let index = 0; index < TIME_LENGTH; index++) {
    text = DIGITS.charAt(rest % DIGITS.length) + text;
    rest = Math.floor(rest / DIGITS.length);
  }
  return text;
}

export function readTime(text: string): number {
  let seconds = 0;
  for (const digit of text) seconds = seconds * DIGITS.length + DIGITS.indexOf(digit);
  return seconds;
}
