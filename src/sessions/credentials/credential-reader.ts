import { LRUCache } from "lru-cache";
import { copyOfText } from "../../bytes.ts";
import type { BindSessions } from "../../config/profile.ts";
import type { CredentialRecord } from "../../storage/sessions/session-records.ts";
import { type CookiePart, MAX_CANDIDATES, readCookieHeader } from "./cookie-header.ts";
import type { CookieRule } from "./cookie-names.ts";
import { type Credential, isSecret } from "./credential.ts";
import type { Keyring, ValueHashes } from "./keyring.ts";
import { normalForm } from "./normal-form.ts";
import { HOST_PREFIX, hashOfSessionId, readSeal, type Seal, type SealScope, sealNameOf } from "./seal.ts";
import type { SetSessionCookie } from "./set-cookie.ts";
import { readStamp, STAMP_NAME, STAMP_NAME_HTTP, type Stamp } from "./stamp.ts";
import { readToken } from "./token-headers.ts";
import { formsOf, otherForms, skippingForms } from "./value-forms.ts";

/** What a Cookie header holds, before anything is known of endings. */
export interface CookieReading {
  /** All parts in order, without Gatehouse's own cookies. */
  readonly parts: readonly CookiePart[];
  /** Gatehouse's own: never forwarded, unless PASS_SEALS is `yes`. */
  readonly own: readonly CookiePart[];
  /** Session cookies, sealed or judged by their hashes. */
  readonly credentials: readonly Credential[];
  /** Session cookies that do not pass in any case: without a seal where one is needed, or without a value. */
  readonly unsealed: readonly CookiePart[];
  readonly stamp: Stamp;
  /** There are more session cookies or seals than any browser sends: all session cookies are removed. */
  readonly tooMany: boolean;
}

/** What a token header holds. */
export type TokenCredential =
  | { readonly kind: "credential"; readonly credential: Credential }
  | { readonly kind: "empty" }
  | { readonly kind: "refused"; readonly reason: string };

/** Reads credentials, and remembers what it read: a visit with headers that were seen lately does no cryptography. */
export interface CredentialReader {
  readCookies(header: string, scope: SealScope): CookieReading | Promise<CookieReading>;
  readToken(name: string, text: string): TokenCredential | Promise<TokenCredential>;
  /** A credential of an answer's Set-Cookie, sealed (its ids, own first) or not. */
  ofAnswer(
    cookie: Pick<SetSessionCookie, "name" | "text" | "match" | "forms">,
    seal: Seal | null,
  ): Credential | Promise<Credential>;
  /** The hashes of a value that go on record, so that it is recognised in any cookie or header. */
  recordsOf(forms: readonly string[], kind: Credential["kind"]): Promise<readonly CredentialRecord[]>;
}

export interface CredentialReaderParts {
  readonly rule: CookieRule;
  readonly keyring: Keyring;
  readonly bindSessions: BindSessions;
  /** Entries per memory; plain text, which lives no longer than the isolate. */
  readonly memoBytes?: number;
}

/** A credential without a seal. */
interface HashedCredential extends Pick<Credential, "kind" | "name" | "exact" | "value" | "part"> {
  /** Other texts that a server could read in it, in normal form: they only deny. */
  readonly readings: readonly string[];
  /** False: its text differs in each request. */
  readonly isLasting?: boolean;
  readonly isDoor?: boolean;
}

const MEMO_MAX_BYTES = 4 * 1024 * 1024;
/** A longer header is not remembered: a few of them would remove all others from memory. */
const MEMO_MAX_HEADER_LENGTH = 16_384;
const ENTRY_BYTES = 300;
const CREDENTIAL_BYTES = 800;
const MAX_NAMES = 2_000;
/** A longer name is not remembered: the memory of names stays small. */
const NAME_MAX_LENGTH = 256;
/** No stamp is longer. */
const STAMP_MAX_LENGTH = 150;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory; each function in it is shorter
export function createCredentialReader(parts: CredentialReaderParts): CredentialReader {
  const { rule, keyring, bindSessions, memoBytes = MEMO_MAX_BYTES } = parts;
  const headers = new LRUCache<string, CookieReading>({
    maxSize: memoBytes,
    sizeCalculation: ({ credentials }, key) => ENTRY_BYTES + 6 * key.length + CREDENTIAL_BYTES * credentials.length,
  });
  const tokens = new LRUCache<string, TokenCredential>({
    maxSize: memoBytes / 2,
    sizeCalculation: (_, key) => ENTRY_BYTES + CREDENTIAL_BYTES + 6 * key.length,
  });
  /** The result of checking a seal; `none`: it is not a seal of that cookie. */
  const pairs = new LRUCache<string, Credential | "none">({
    maxSize: memoBytes,
    sizeCalculation: (_, key) => ENTRY_BYTES + CREDENTIAL_BYTES + 4 * key.length,
  });
  const stamps = new LRUCache<string, Stamp>({ max: MAX_NAMES });
  const sealNames = new LRUCache<string, string>({ max: MAX_NAMES });

  async function nameOfSeal(cookieName: string): Promise<string> {
    const known = sealNames.get(cookieName);
    if (known !== undefined) return known;
    const name = await sealNameOf(cookieName);
    if (cookieName.length <= NAME_MAX_LENGTH) sealNames.set(copyOfText(cookieName), name);
    return name;
  }

  async function readHeader(key: string, header: string, scope: SealScope): Promise<CookieReading> {
    const all = readCookieHeader(header, rule);
    const own = all.filter(({ kind }) => kind === "own");
    const cookies = all.filter(({ kind }) => kind === "candidate" || kind === "other");
    const candidates = cookies.filter(({ kind }) => kind === "candidate");
    const tooMany = candidates.length > MAX_CANDIDATES || own.length > MAX_CANDIDATES;
    const credentials: Credential[] = [];
    const unsealed: CookiePart[] = [];
    for (const part of tooMany ? [] : candidates) {
      const credential = (await findSealed(part, own, scope)) ?? (await readUnsealed(part));
      if (credential === null) unsealed.push(part);
      else credentials.push(credential);
    }
    const stamp = await findStamp(own, scope.hostname);
    const reading = { parts: cookies, own, credentials, unsealed: tooMany ? candidates : unsealed, stamp, tooMany };
    if (header.length <= MEMO_MAX_HEADER_LENGTH) headers.set(key, reading);
    return reading;
  }

  /** Tries every seal that has the name of this cookie's seal. */
  async function findSealed(
    part: CookiePart,
    own: readonly CookiePart[],
    scope: SealScope,
  ): Promise<Credential | null> {
    if (bindSessions === "off" || part.match?.isUnbound === true || own.length === 0) return null;
    const bare = await nameOfSeal(part.name);
    for (const seal of own) {
      if (seal.name !== bare && seal.name !== HOST_PREFIX + bare) continue;
      const key = [scope.hostname, scope.account ?? "", part.text, seal.text].join("\0");
      const known = pairs.get(key) ?? (await verify(key, part, seal, scope));
      if (known !== "none") return { ...known, part };
    }
    return null;
  }

  async function verify(
    key: string,
    part: CookiePart,
    sealPart: CookiePart,
    scope: SealScope,
  ): Promise<Credential | "none"> {
    // The MAC includes the seal's own name: a `__Host-` seal, which only this host can set, is not valid under a name
    // that a subdomain can set.
    const seal = await readSeal(sealPart.value, { sealName: sealPart.name, text: part.text }, scope, keyring.find);
    const { name, value, text } = part;
    const own = { name: copyOfText(name), value: copyOfText(value), text: copyOfText(text), match: part.match };
    const found = seal === null ? "none" : await sealedCredential(own, seal, key);
    pairs.set(key, found);
    return found;
  }

  async function sealedCredential(
    { name, value, text, match }: Pick<CookiePart, "name" | "value" | "text" | "match">,
    seal: Seal,
    exact: string,
  ): Promise<Credential> {
    const ids = seal.ids.map(hashOfSessionId);
    const [key = ""] = ids;
    const own = normalForm(value);
    // Other cookies that only begin with the name, and short values, are not the session's alone.
    const isItsOwn = match?.fit === "named" && isSecret(own);
    // A cookie that got its seal in `enroll` is still known by its value too.
    const byValue = seal.isEnrolled && isItsOwn ? await hashAll(formsOf(value)) : [];
    const [named] = byValue;
    const records: readonly CredentialRecord[] = [
      { hash: key, former: [], kind: "cookie" },
      ...(named === undefined ? [] : [recordOf(named, "cookie")]),
    ];
    return {
      kind: "cookie",
      name,
      exact: exact === "" ? text : exact,
      key,
      endedBy: [...ids, ...byValue.flatMap(({ all }) => all)],
      records,
      lookups: records.flatMap(({ hash, former }) => [hash, ...former]),
      value: own,
      attached: () => (isItsOwn ? formsOf(value).slice(seal.isEnrolled ? 1 : 0) : []),
      seal,
      isRecordable: true,
      isDoor: false,
      part: null,
    };
  }

  async function readUnsealed(part: CookiePart): Promise<Credential | null> {
    const isJudgedByHash = bindSessions !== "strict" || part.match?.isUnbound === true;
    const [value, ...readings] = part.values;
    if (!isJudgedByHash || value === undefined) return null;
    return hashedCredential({ kind: "cookie", name: part.name, exact: part.text, value, readings, part });
  }

  async function hashedCredential(about: HashedCredential): Promise<Credential> {
    const { kind, name, exact, value, readings, part, isLasting = true, isDoor = false } = about;
    const formsIn = (text: string) =>
      kind === "token" ? [...otherForms(text), ...skippingForms(text)] : otherForms(text);
    const others = formsIn(value);
    const hashed = await keyring.hash(value);
    const more = await hashAll([...others, ...readings, ...readings.flatMap(formsIn)]);
    const endedBy = [...new Set([hashed, ...more].flatMap(({ all }) => all))];
    return {
      kind,
      name,
      exact: `${kind} ${name} ${exact}`,
      key: hashed.current,
      endedBy,
      records: [recordOf(hashed, kind)],
      lookups: isSecret(value) ? endedBy : [],
      value,
      // Other people may have the same user name, or the same password.
      attached: () => (isDoor ? [] : others),
      seal: null,
      isRecordable: isLasting && isSecret(value),
      isDoor,
      part,
    };
  }

  async function readOneToken(key: string, name: string, text: string): Promise<TokenCredential> {
    const reading = readToken(text);
    let found: TokenCredential;
    if (reading.kind === "token") {
      const { value, words, isLasting, isBasic } = reading;
      const about = { kind: "token", name, exact: text, value, readings: words, part: null, isLasting } as const;
      found = { kind: "credential", credential: await hashedCredential({ ...about, isDoor: isBasic }) };
    } else found = reading;
    if (text.length <= MEMO_MAX_HEADER_LENGTH) tokens.set(key, found);
    return found;
  }

  async function findStamp(own: readonly CookiePart[], hostname: string): Promise<Stamp> {
    const newest = new Map<string, number>();
    const isStamp = ({ name, value }: CookiePart): boolean =>
      (name === STAMP_NAME || name === STAMP_NAME_HTTP) && value.length <= STAMP_MAX_LENGTH;
    for (const { value } of own.filter(isStamp)) {
      const key = `${hostname} ${value}`;
      const stamp = stamps.get(key) ?? (await readStamp(value, hostname, keyring.find));
      if (stamp.size > 0) stamps.set(key, stamp);
      for (const [id, at] of stamp) newest.set(id, Math.max(at, newest.get(id) ?? 0));
    }
    return newest;
  }

  const hashAll = (values: readonly string[]): Promise<readonly ValueHashes[]> =>
    Promise.all(values.map((value) => keyring.hash(value)));

  return {
    readCookies(header, scope) {
      const key = `${scope.hostname}\0${scope.account ?? ""}\0${header}`;
      return headers.get(key) ?? readHeader(key, header, scope);
    },
    readToken(name, text) {
      const key = `${name}:${text}`;
      return tokens.get(key) ?? readOneToken(key, name, text);
    },
    ofAnswer(cookie, seal) {
      const value = cookie.text.slice(cookie.name.length + 1);
      if (seal !== null) return sealedCredential({ ...cookie, value }, seal, "");
      const [own = ""] = cookie.forms;
      return hashedCredential({
        kind: "cookie",
        name: cookie.name,
        exact: cookie.text,
        value: own,
        readings: [],
        part: null,
      });
    },
    recordsOf: async (forms, kind) => distinctRecords(await hashAll(forms), kind),
  };
}

const recordOf = ({ all }: ValueHashes, kind: Credential["kind"]): CredentialRecord => {
  const [hash = "", ...former] = all;
  return { hash, former, kind };
};

function distinctRecords(hashes: readonly ValueHashes[], kind: Credential["kind"]): readonly CredentialRecord[] {
  const records = new Map<string, CredentialRecord>();
  for (const each of hashes) if (!records.has(each.current)) records.set(each.current, recordOf(each, kind));
  return [...records.values()];
}
