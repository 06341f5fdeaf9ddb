import type { Address } from "../address/address.ts";
import type { BindSessions } from "../config/profile.ts";
import type { Credential, Party } from "./credentials/credential.ts";
import type { Keyring, SealKey } from "./credentials/keyring.ts";
import { tagsOf } from "./credentials/network-tags.ts";
import {
  createSessionId,
  HOST_PREFIX,
  MAX_SEAL_IDS,
  type Seal,
  type SealScope,
  sealNameOf,
  sessionIdOfHash,
  writeSeal,
} from "./credentials/seal.ts";
import { type SetSessionCookie, sealLine } from "./credentials/set-cookie.ts";

/** A session cookie of an answer, and the session ids that its seal is to name. */
export interface PlannedSeal {
  readonly cookie: SetSessionCookie;
  /** Null: it is not sealed, and is known by its value. */
  readonly seal: SealDraft | null;
  /** The request did not have this cookie with this value. */
  readonly isNew: boolean;
}

/** A seal without the parts that depend on where the answer goes. */
export type SealDraft = Omit<Seal, "network" | "address" | "keyId">;

/** The facts by which the seals of an answer are planned. */
export interface SealedAnswer {
  readonly scope: SealScope;
  /** Session cookies that the origin got, and that have not ended since. */
  readonly sent: readonly Credential[];
  /** The credentials of the session that this answer ends; empty: it ends none. */
  readonly ending: Party;
  /**
   * `login`: the cookie gets an id of its own, and keeps the ids of the sessions before it, so that their ending ends
   * it too. `other_account`: the same; when there is no room for a new id, the cookie gets no seal. `other_user`: it gets an
   * id of its own and keeps none.
   */
  readonly kind: "same_session" | "login" | "other_account" | "other_user";
  /** Whether a session of this hash is on record. */
  readonly isOnRecord: (hash: string) => boolean;
  /** Unix seconds. */
  readonly now: number;
}

export interface SealerParts {
  readonly keyring: Keyring;
  readonly bindSessions: BindSessions;
  readonly random: (count: number) => Uint8Array;
}

/** Where an answer goes to. */
export interface Destination {
  readonly scope: SealScope;
  readonly address: Address;
  readonly isSecure: boolean;
}

/** Makes the seals of answers. */
export interface Sealer {
  plan(set: readonly SetSessionCookie[], answer: SealedAnswer): readonly PlannedSeal[];
  /** Set-Cookie lines, one for each cookie that is sealed; empty seals beside cookies that are deleted. */
  write(planned: readonly PlannedSeal[], destination: Destination): Promise<readonly string[]>;
  /**
   * Set-Cookie lines of seals for cookies that came without a seal and were proven live together (`enroll`).
   *
   * @param beside ids of sealed cookies that were proven with them: one session, that ends as one.
   */
  enroll(
    cookies: readonly Credential[],
    beside: readonly string[],
    destination: Destination,
    now: number,
  ): Promise<readonly string[]>;
}

/** Seconds that browsers keep a cookie at most (RFC 6265bis section 5.5). */
const ENROLLED_MAX_AGE_SECONDS = 400 * 86_400;
/** Other bytes may change on the way of a header. */
const UNSEALABLE = /[^ -~]/;

export const isSealable = ({ text }: { readonly text: string }): boolean => !UNSEALABLE.test(text);

export function createSealer({ keyring, bindSessions, random }: SealerParts): Sealer {
  function plan(set: readonly SetSessionCookie[], answer: SealedAnswer): readonly PlannedSeal[] {
    let fresh: string | null = null;
    const newId = (): string => {
      fresh ??= createSessionId(random);
      return fresh;
    };
    return set.map((cookie) => {
      const isNew = !answer.sent.some((one) => textOf(one) === cookie.text);
      if (bindSessions === "off" || cookie.match.isUnbound || !isSealable(cookie)) return { cookie, seal: null, isNew };
      const facts = keptFacts(cookie.text, answer) ?? lineageOf(cookie.name, answer, newId);
      if (facts === null) return { cookie, seal: null, isNew };
      const made = answer.scope.account === null ? "shared" : "account";
      const seal = { ...facts, issued: answer.now, made } as const;
      return { cookie, seal, isNew };
    });
  }

  async function lineFor({ cookie, seal }: PlannedSeal, to: Destination, key: SealKey): Promise<readonly string[]> {
    if (cookie.match.isUnbound || !isSealable(cookie)) return [];
    const bare = await sealNameOf(cookie.name);
    const sealName = cookie.isHostOnly ? HOST_PREFIX + bare : bare;
    if (cookie.isDeleted) return [sealLine(cookie, sealName, "")];
    if (seal === null) return [];
    const tags = await tagsOf(to.address, seal.ids, key);
    const sealed = { sealName, text: cookie.text, labels: cookie.labels };
    return [sealLine(cookie, sealName, await writeSeal({ ...seal, ...tags }, sealed, to.scope, key))];
  }

  return {
    plan,
    async write(planned, destination) {
      if (bindSessions === "off" || planned.length === 0) return [];
      const key = await keyring.current();
      const lines = await Promise.all(planned.map((one) => lineFor(one, destination, key)));
      return lines.flat();
    },
    async enroll(cookies, beside, { scope, address, isSecure }, now) {
      const key = await keyring.current();
      const together = [...cookies.map(({ key: hash }) => sessionIdOfHash(hash)), ...beside];
      const lines = cookies.map(async ({ name, key: hash, part }): Promise<readonly string[]> => {
        if (part === null || !isSealable(part)) return [];
        const ids = [...new Set([sessionIdOfHash(hash), ...together])].slice(0, MAX_SEAL_IDS);
        const made = scope.account === null ? "shared" : "account";
        const seal = { ids, birth: now, issued: now, isEnrolled: true, made } as const;
        const bare = await sealNameOf(name);
        const sealName = isSecure ? HOST_PREFIX + bare : bare;
        const tags = await tagsOf(address, ids, key);
        const value = await writeSeal({ ...seal, ...tags }, { sealName, text: part.text, labels: 0 }, scope, key);
        const rest = `; Path=/; Max-Age=${ENROLLED_MAX_AGE_SECONDS}; HttpOnly`;
        return isSecure
          ? [`${sealName}=${value}${rest}; Secure; SameSite=None`]
          : [`${sealName}=${value}${rest}; SameSite=Lax`];
      });
      return (await Promise.all(lines)).flat();
    },
  };
}

/** Of a cookie that the request carried with this very value; null: it is a new value. */
function keptFacts(text: string, { sent, now }: SealedAnswer): Lineage | null {
  const same = sent.find((one) => textOf(one) === text);
  if (same === undefined) return null;
  if (same.seal !== null) return { ids: same.seal.ids, birth: same.seal.birth, isEnrolled: false };
  // It came without a seal and is known by its hash: it is taken over, so that what ended one ends the other.
  return { ids: [sessionIdOfHash(same.key)], birth: now, isEnrolled: true };
}

type Lineage = Pick<SealDraft, "ids" | "birth" | "isEnrolled">;

/** The ids that a new value inherits: of all sealed cookies that the origin got, without those that it ends. */
function lineageOf(
  name: string,
  { sent, ending, kind, isOnRecord, now }: SealedAnswer,
  newId: () => string,
): Lineage | null {
  const surviving = kind === "other_user" ? [] : sent.filter((one) => one.seal !== null && !ending.includes(one));
  const own =
    surviving.find((one) => one.name === name) ?? surviving.find(({ key }) => isOnRecord(key)) ?? surviving[0];
  const ids = [...new Set([own, ...surviving].flatMap((one) => one?.seal?.ids ?? []))].slice(0, MAX_SEAL_IDS);
  const birth = Math.min(now, ...surviving.map(({ seal }) => seal?.birth ?? now));
  if (ids.length === 0) return { ids: [newId()], birth: now, isEnrolled: false };
  // A full list takes no new id: an ending of one of its ids still ends the cookie.
  const isLonger = kind !== "same_session" && ids.length < MAX_SEAL_IDS;
  // The memory of accounts is by a session's own id: it must not be that of another account's session.
  if (kind === "other_account" && !isLonger) return null;
  return isLonger ? { ids: [newId(), ...ids], birth: now, isEnrolled: false } : { ids, birth, isEnrolled: false };
}

const textOf = ({ part }: Credential): string => part?.text ?? "";
