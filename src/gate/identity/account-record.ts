import type { Credential, Party } from "../../sessions/credentials/credential.ts";
import { type FoundSession, MAX_FOUND, type Sessions } from "../../storage/sessions/sessions.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";
import type { ResolverAnswer } from "./account-resolver.ts";

const LIMIT_MS = 2_000;
/** A login is written to D1 after its answer. The browser's next request may come earlier: then D1 is asked again. */
const YOUNG_SECONDS = 10;
const AGAIN_AFTER_MS = 500;

export interface AskRecordParts {
  readonly sessions: Pick<Sessions, "findAnywhere">;
  /** The account of the host: of several accounts that have a credential on record, it comes first. */
  readonly preferred: string | null;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/**
 * Finds the accounts of credentials in the sessions on record, for products that have no resolver: one query for all of
 * them, in the order of the parties. Never throws.
 */
export async function askRecord(parties: readonly Party[], parts: AskRecordParts): Promise<readonly ResolverAnswer[]> {
  const first = await look(parties, parts);
  const isTooEarly = parties.some((party, index) => first[index]?.kind === "unknown" && party.some(isYoung(parts)));
  if (!isTooEarly) return first;
  await parts.sleep(AGAIN_AFTER_MS);
  return look(parties, parts);
}

const isYoung =
  ({ now }: Pick<AskRecordParts, "now">) =>
  ({ seal }: Credential): boolean =>
    seal !== null && now() / 1000 - seal.issued < YOUNG_SECONDS;

async function look(
  parties: readonly Party[],
  { sessions, preferred, sleep }: AskRecordParts,
): Promise<readonly ResolverAnswer[]> {
  const failed = (cause: string, isItsOwn = false) => parties.map(() => ({ kind: "failed", cause, isItsOwn }) as const);
  try {
    const hashes = new Set(parties.flat().flatMap(({ lookups }) => lookups));
    const found = await withinLimit(sessions.findAnywhere([...hashes]), { limitMs: LIMIT_MS, sleep });
    if (found === "late") return failed(`D1: no answer within ${LIMIT_MS} ms`);
    const rows = [...found.values()].reduce((sum, { length }) => sum + length, 0);
    // What did not fit may be another account's.
    if (rows >= MAX_FOUND) return failed("D1: too many sessions have these credentials", true);
    return parties.map((party) => answerOf(party, found, preferred));
  } catch (error) {
    return failed(String(error));
  }
}

function answerOf(
  party: Party,
  found: ReadonlyMap<string, readonly FoundSession[]>,
  preferred: string | null,
): ResolverAnswer {
  const sessionsOf = (hashes: readonly string[]): readonly FoundSession[] =>
    hashes.flatMap((hash) => found.get(hash) ?? []);
  const named = new Map(
    party.map((one) => [one, sessionsOf(one.records.flatMap(({ hash, former }) => [hash, ...former]))]),
  );
  const own = [...named.values()].flat();
  const session = own.find(({ account }) => account === preferred) ?? own[0];
  const all = new Set([...own, ...party.flatMap(({ lookups }) => sessionsOf(lookups))].map(({ account }) => account));
  if (session !== undefined && isWhollyKnown(party, named)) {
    const { account, user, name, twoFactor, productSession } = session;
    const others = [...all].filter((other) => other !== account);
    const isInCookie = party.some((one) => one.kind === "token" && (named.get(one) ?? []).some((of) => of.isInCookie));
    const who = { user, name, twoFactor, productSession };
    return { kind: "identity", identity: { account, others, who, ...(isInCookie ? { isInCookie } : {}) } };
  }
  if (all.size === 0) return { kind: "unknown" };
  return { kind: "identity", identity: { account: null, others: [...all], who: NO_ONE } };
}

const NO_ONE = { user: null, name: null, twoFactor: null, productSession: null } as const;

/** Each credential has to be on record itself, but for what is too short to be a secret. */
function isWhollyKnown(party: Party, named: ReadonlyMap<Credential, readonly FoundSession[]>): boolean {
  return party.every((one) => (named.get(one)?.length ?? 0) > 0 || !one.isRecordable);
}
