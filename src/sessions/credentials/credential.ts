import type { CredentialRecord } from "../../storage/sessions/session-records.ts";
import type { CookiePart } from "./cookie-header.ts";
import type { Seal } from "./seal.ts";

/**
 * One session cookie or API token of a request. Each is judged, remembered, proven and ended alone. Plain text: it
 * lives in the visit and in the bounded memory of headers that were read lately, and nowhere else.
 */
export interface Credential {
  readonly kind: "cookie" | "token";
  /** The cookie's own name; the token header's in lower case. */
  readonly name: string;
  /** The exact text that came, with its seal: the key of memories, so that two spellings never share a verdict. */
  readonly exact: string;
  /** The hash that names it: of its session id when it is sealed, of its value otherwise. */
  readonly key: string;
  /** It is ended when any of these hashes is. */
  readonly endedBy: readonly string[];
  /**
   * The hashes that go on record when it is proven, and by which its session is found; `key` first. Of a text that
   * servers could read in several ways, the whole text alone: what else it contains may be another credential.
   */
  readonly records: readonly CredentialRecord[];
  /**
   * Hashes under which an account may have it on record, in any of its readings: each account that is found so must
   * admit the visit.
   */
  readonly lookups: readonly string[];
  /** Its value, in normal form. */
  readonly value: string;
  /**
   * Other forms of its value that are ended with its session, so that it is recognised in any cookie or header; a
   * session is never found by them: all forms of a cookie that is known by its seal, other spellings of any other
   * credential. Computed when it goes on record, which is seldom.
   */
  readonly attached: () => readonly string[];
  readonly seal: Seal | null;
  /** Whether it may go on record: not when it is too short to be a secret, or changes with each request. */
  readonly isRecordable: boolean;
  /**
   * A user name and password (Basic): beside another credential it protects the whole product, and many people share
   * it.
   */
  readonly isDoor: boolean;
  /** Where it stands in the Cookie header; null: it is a token. */
  readonly part: CookiePart | null;
}

/**
 * Below this a value is a flag (`1`, `deleted`), not a secret: ending it would end every session with the same value.
 */
const SECRET_MIN_LENGTH = 8;

/** ASP.NET splits a long cookie into parts and keeps only their number under the cookie's own name. */
const PLACEHOLDER = /^(?:chunks[-:]\d+|undefined|\[object Object\])$/i;

export const isSecret = (value: string): boolean => value.length >= SECRET_MIN_LENGTH && !PLACEHOLDER.test(value);

/** The credentials of one session: they share a session id or are the same value. */
export type Party = readonly Credential[];

/**
 * How cookies without seals are told apart. `all`: they belong to one session, with one cookie per name, also to that of a
 * sealed cookie beside them; `parts` (on shared hosts): only numbered parts of one cookie do.
 */
export type UnsealedBundle = "all" | "parts";

/**
 * Sorts the credentials of a request to ask which account they belong to: sealed cookies only go together when their ids are
 * the same, since a cookie that the product made out of another one may be another account's.
 */
export function claimsOf(credentials: readonly Credential[]): readonly Party[] {
  const groups = new Map<string, Credential[]>();
  for (const one of credentials) {
    if (one.seal === null) continue;
    const ids = one.seal.ids.join("");
    groups.set(ids, [...(groups.get(ids) ?? []), one]);
  }
  return [
    ...groups.values(),
    ...partiesOf(
      credentials.filter(({ seal }) => seal === null),
      "parts",
    ),
  ];
}

interface Gathering {
  readonly members: Credential[];
  readonly marks: Set<string>;
}

/**
 * Sorts the credentials of a request into sessions. Those that share a session id, or are one value, belong together
 * (cookies of one answer, one JWT in a cookie and a header); those that only came in the same request do not, and
 * neither do texts of which a part is the same.
 */
export function partiesOf(credentials: readonly Credential[], bundle: UnsealedBundle): readonly Party[] {
  if (credentials.length <= 1) return credentials.length === 0 ? [] : [credentials];
  const parties: Gathering[] = [];
  for (const credential of credentials) {
    const ids = credential.seal?.ids.map((id) => `id ${id}`) ?? [];
    const marks = new Set([...ids, `value ${credential.value}`]);
    const [first, ...others] = parties.filter(
      (party) =>
        [...marks].some((mark) => party.marks.has(mark)) ||
        party.members.some((member) => isBundled(member, credential, bundle)),
    );
    const target = first ?? { members: [], marks: new Set<string>() };
    if (first === undefined) parties.push(target);
    for (const other of others) {
      target.members.push(...other.members);
      for (const mark of other.marks) target.marks.add(mark);
      parties.splice(parties.indexOf(other), 1);
    }
    target.members.push(credential);
    for (const mark of marks) target.marks.add(mark);
  }
  return parties.map(({ members }) => members);
}

function isBundled(a: Credential, b: Credential, bundle: UnsealedBundle): boolean {
  if (a.part === null || b.part === null || (a.seal !== null && b.seal !== null) || a.name === b.name) return false;
  if (bundle === "all") return true;
  return a.seal === null && b.seal === null && (isPartOf(a.part, b.part) || isPartOf(b.part, a.part));
}

/** `.0`, `C1`, `_1`, `__1`: how libraries number the parts of a cookie that was too long for one. */
const NUMBERED = /^(.*?)((?:[.-]|_{1,2})?c?)\d{1,3}$/i;

/** Both are numbered parts of one cookie, spelled alike; or one counts the parts, as ASP.NET does (`sid=chunks-2`). */
function isPartOf(part: CookiePart, other: CookiePart): boolean {
  const [, base, separator] = NUMBERED.exec(part.name) ?? [];
  if (base === undefined) return false;
  const [, otherBase, otherSeparator] = NUMBERED.exec(other.name) ?? [];
  if (base === otherBase && separator === otherSeparator) return true;
  return other.name === base && PLACEHOLDER.test(other.value);
}

/**
 * The one session of a request; null: it has none, or several, and then nothing is concluded for any of them. A user
 * name and password beside another credential does not count.
 */
export function subjectOf(parties: readonly Party[]): { readonly party: Party; readonly hasDoor: boolean } | null {
  const isDoor = (party: Party): boolean => party.every((credential) => credential.isDoor);
  const [only, ...others] = parties.length > 1 ? parties.filter((party) => !isDoor(party)) : parties;
  if (only === undefined || others.length > 0) return null;
  return { party: only, hasDoor: parties.length > 1 };
}
