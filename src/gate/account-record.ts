import type { HashedCredential } from "../sessions/credential-reader.ts";
import type { Sessions } from "../storage/sessions.ts";
import { type Sleep, withinLimit } from "../storage/time-limit.ts";
import type { Answer } from "./account-resolver.ts";

const LIMIT_MS = 2_000;

/** Whose credentials are by what is on record, for products whose signals say it and that have no resolver. Never throws. */
export async function askRecord(
  sessions: Pick<Sessions, "findAnywhere">,
  credentials: readonly HashedCredential[],
  sleep: Sleep,
): Promise<Answer> {
  try {
    const hashes = credentials.flatMap(({ recognised }) => recognised.flatMap((one) => one.hashes));
    const session = await withinLimit(sessions.findAnywhere(hashes), { limitMs: LIMIT_MS, sleep });
    if (session === "late") return { kind: "failed", cause: `D1: no answer within ${LIMIT_MS} ms` };
    if (session === null) return { kind: "nobody" };
    const { account, user, name, twoFactor, productSession } = session;
    return { kind: "identity", identity: { account, who: { user, name, twoFactor, productSession } } };
  } catch (error) {
    return { kind: "failed", cause: String(error) };
  }
}
