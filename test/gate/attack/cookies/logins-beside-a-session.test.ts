import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { ATTRIBUTES, type Browser, logIn, secret } from "../../../support/bound-world.ts";
import { account, browserAt, build, otherEdge, vault } from "../../bound/world.ts";

// The resolver names the user of the session that came with a login. Nothing of that is about the cookie that the login
// sets: it is somebody else's, or nobody's.

const vars = { ACCOUNT_RESOLVER: "/whoami" };
let bob: Browser;

/** How many credentials are on record with the sessions of this user. */
const credentialsOf = (user: string) =>
  env.DB.prepare(
    "SELECT count(*) AS n FROM credentials JOIN sessions ON sessions.id = session_id WHERE sessions.account_id = ?1 AND user = ?2",
  )
    .bind(account, user)
    .first<number>("n");

beforeEach(async () => {
  build({}, vars);
  bob = browserAt();
  await logIn(bob, "bob");
});

test.each([true, false])(
  "a login of another user does not go on record with his session (known here: %s)",
  async (isKnown) => {
    const before = await credentialsOf("bob");
    const at = isKnown ? {} : { at: otherEdge(vars) };
    await bob.go("/login?user=ann", { method: "POST", ...at });
    expect(await credentialsOf("bob")).toBe(before);
    expect((await bob.go("/dashboard", at)).status).toBe(200);
    expect([await credentialsOf("bob"), (await credentialsOf("ann")) ?? 0]).toEqual([before, before]);
  },
);

test.each([true, false])("a login that fails puts its cookie on no record (known here: %s)", async (isKnown) => {
  const before = await credentialsOf("bob");
  vault.answers(({ url }) =>
    url.includes("/login") ? { status: 401, setCookie: [`sid=${secret()}${ATTRIBUTES}`] } : null,
  );
  await bob.go("/login?user=ann", { method: "POST", ...(isKnown ? {} : { at: otherEdge(vars) }) });
  expect(await credentialsOf("bob")).toBe(before);
});
