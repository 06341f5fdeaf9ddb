import type { ApiAnswer, CallApi } from "./admin-api.ts";

/** Both loopback addresses: which of them a visit to localhost comes from is the machine's choice. */
const LOOPBACK_ENTRIES = "127.0.0.1, ::1 # This machine\n";

/**
 * Makes the account `demo` with its host, its list and its mode, all through the API as an operator would. An account
 * that is already there stays as it is: it may have been changed by hand.
 */
export async function seedDemoAccount(call: CallApi, isDemo: boolean): Promise<void> {
  const existing = await call("GET", "/accounts/demo");
  if (existing.status === 200) return;
  if (existing.status !== 404) throw refused("look for the account demo", existing);
  await expectOk("create the account demo", call("POST", "/accounts", { id: "demo", name: "Demo" }));
  try {
    await expectOk("give it the host localhost", call("PUT", "/accounts/demo/hosts/localhost"));
    await expectOk("list the loopback addresses", call("POST", "/accounts/demo/allowlist", LOOPBACK_ENTRIES));
    await expectOk("enforce the list", call("PATCH", "/accounts/demo/policy", { mode: "enforce" }));
    if (isDemo) await seedSharedHost(call);
  } catch (error) {
    // Half an account would be taken for a whole one at the next start.
    await call("DELETE", "/accounts/demo");
    throw error;
  }
}

/** Two companies on the host that they share, their lists off: docs/shared-hosts.md goes on from here. */
async function seedSharedHost(call: CallApi): Promise<void> {
  await expectOk("share the host shared.localhost", call("PUT", "/shared-hosts/shared.localhost"));
  for (const [id, name] of [
    ["acme", "Acme"],
    ["globex", "Globex"],
  ] as const) {
    const made = await call("POST", "/accounts", { id, name });
    if (made.status !== 409) await expectOk(`create the account ${id}`, Promise.resolve(made));
  }
}

async function expectOk(what: string, answer: Promise<ApiAnswer>): Promise<void> {
  const got = await answer;
  if (got.status < 200 || got.status > 299) throw refused(what, got);
}

function refused(what: string, { status, text }: ApiAnswer): Error {
  return new Error(`Gatehouse did not ${what}: it answered ${status}.\n\n${text}`);
}
