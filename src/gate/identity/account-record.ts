import type { Credential, Party } from "../../sessions/credentials/credential.ts";
import type { Sessions } from "../../storage/sessions/sessions.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";
import type { ResolverAnswer } from "./account-resolver.ts";

const LIMIT_MS = 2_000;
/** A login is written to D1 after its answer, and the browser's next request may come before that: then D1 is asked again. */
const YOUNG_SECONDS = 10;
const AGAIN_AFTER_MS = 500;

export interface AskRecordParts {
  readonly sessions: Pick<Sessions, "findAnywhere">;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** Finds the account of credentials in the sessions on record, for products that have no resolver. Never throws. */
export async function askRecord(party: Party, parts: AskRecordParts): Promise<ResolverAnswer> {
  const first = await look(party, parts);
  if (first.kind !== "unknown" || !party.some((one) => isYoung(one, parts.now()))) return first;
  await parts.sleep(AGAIN_AFTER_MS);
  return look(party, parts);
}

const isYoung = ({ seal }: Credential, nowMs: number): boolean =>
  seal !== null && nowMs / 1000 - seal.issued < YOUNG_SECONDS;

async function look(party: Party, { sessions, sleep }: AskRecordParts): Promise<ResolverAnswer> {
  try {
    // Only by the hash that names the credential: other spellings of its value prove no account.
    const hashes = party.flatMap(({ records }) => records.slice(0, 1).flatMap(({ hash, former }) => [hash, ...former]));
    const session = await withinLimit(sessions.findAnywhere(hashes), { limitMs: LIMIT_MS, sleep });
    if (session === "late") return { kind: "failed", cause: `D1: no answer within ${LIMIT_MS} ms` };
    if (session === null) return { kind: "unknown" };
    const { account, user, name, twoFactor, productSession } = session;
    return { kind: "identity", identity: { account, who: { user, name, twoFactor, productSession } } };
  } catch (error) {
    return { kind: "failed", cause: String(error) };
  }
}
