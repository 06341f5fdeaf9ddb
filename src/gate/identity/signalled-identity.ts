import { SIGNAL_HEADER } from "../../sessions/conclusion.ts";
import { isFromCache } from "../../sessions/signals/answer.ts";
import { parseSignals } from "../../sessions/signals/signals.ts";
import type { Identity } from "./account-resolver.ts";

/** The account and person that an answer's signals name: by the last `session` signal with an account. Null: none. */
export function readSignalledIdentity(answer: Headers, requestId: string): Identity | null {
  const header = answer.get(SIGNAL_HEADER);
  if (header === null || isFromCache(answer)) return null;
  const read = parseSignals(header, requestId);
  if (!read.ok) return null;
  let told: Identity | null = null;
  for (const signal of read.value.signals) {
    if (signal.kind !== "session" || signal.account === null) continue;
    const { account, user, name, twoFactor, session } = signal;
    told = { account, others: [], who: { user, name, twoFactor, productSession: session } };
  }
  return told;
}
