import { createKeyring } from "../../src/sessions/credentials/keyring.ts";
import { SESSION_ID_LENGTH, sealNameOf, writeSeal } from "../../src/sessions/credentials/seal.ts";

/** The Workers that are measured, and the seals that they are sent, are of one secret. */
export const CREDENTIAL_KEY = "credential-key-for-the-bench-0123456789abcdef";

const keyring = createKeyring([{ id: null, secret: CREDENTIAL_KEY, verifiesSeals: true }]);

/**
 * A session cookie and its seal, as a browser sends them after a login.
 *
 * @param text `name=value`.
 * @param session number of the session: cookies of one number have one session id.
 * @param nowMs when the seal was made.
 */
export async function withSeal(
  text: string,
  session: number,
  scope: { readonly hostname: string; readonly account: string },
  nowMs: number,
): Promise<string> {
  const sealName = await sealNameOf(text.split("=", 1)[0] ?? "");
  const now = Math.floor(nowMs / 1_000);
  const ids = [String(session).padStart(SESSION_ID_LENGTH, "A")];
  const seal = { ids, birth: now, issued: now, isEnrolled: false, made: "account" } as const;
  const tags = { network: "AAAAAA", address: "AAAAAA" };
  const key = await keyring.current();
  return `${text}; ${sealName}=${await writeSeal({ ...seal, ...tags }, { sealName, text, labels: 0 }, scope, key)}`;
}
