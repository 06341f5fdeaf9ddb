import { isFromCache } from "../sessions/answer.ts";
import { SIGNAL_HEADER } from "../sessions/lifecycle.ts";
import { parseSignals } from "../sessions/signals.ts";
import type { Identity } from "./account-resolver.ts";

/** Whose session an answer's signals say it is: the last `session` signal that names an account. Null: they do not say. */
export function readToldIdentity(answer: Headers, requestId: string): Identity | null {
  const header = answer.get(SIGNAL_HEADER);
  if (header === null || isFromCache(answer)) return null;
  const read = parseSignals(header, requestId);
  if (!read.ok) return null;
  let told: Identity | null = null;
  for (const signal of read.value.signals) {
    if (signal.kind !== "session" || signal.account === null) continue;
    const { account, user, name, twoFactor, session } = signal;
    told = { account, who: { user, name, twoFactor, productSession: session } };
  }
  return told;
}
