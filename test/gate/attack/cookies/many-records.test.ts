import { expect, test } from "vitest";
import { textOf } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { browserAt, build, edge, otherEdge, reachedBy, vault } from "../../bound/world.ts";
import { authorize, makeClosed, shareHost } from "../world.ts";

// The record is read with a limit: with many credentials of one's own in a request, the session that matters may be
// beyond it.

test("two cookies of one line, beside a hundred tokens of one's own that were seen later", async () => {
  build({ signals: true });
  const shared = await shareHost();
  const open = (await makeAccount({ mode: "off" })).id;
  const second = (await makeAccount({ mode: "off" })).id;
  const closed = (await makeClosed()).id;
  const office = browserAt({ host: shared, edge: otherEdge() });
  await office.go(`/login?user=eve&company=${open}`, { method: "POST" });
  await office.go("/dashboard");
  const first = office.pair();
  await office.go(`/login?user=eve&company=${closed}`, { method: "POST" });
  await office.go("/dashboard");
  const later = office.pair();
  travel(400);
  const tokens: string[] = [];
  for (let n = 0; n < 90; n++) {
    const token = vault.issue({ user: `bot-${n}`, company: open });
    // The product names both companies of each token at steps of a login.
    for (const company of [open, second]) {
      vault.answers(() => ({ signal: `session; user="bot-${n}"; account="${company}"` }));
      await authorize(edge, shared, `Bearer ${token}`, "/session", UNTRUSTED);
    }
    tokens.push(token);
  }
  vault.answers(null);
  travel(1);
  // The first login was seen last of all.
  await edge.visit(`https://${shared}/dashboard`, { headers: { Cookie: `${first.text}; ${first.seal}` } });
  const pairs = `${first.text}; ${first.seal}; ${later.text}; ${later.seal}`;
  const spa = tokens.slice(62, 90).map((token, n) => `spa${n}=${token}`);
  const headers = {
    Cookie: [pairs, ...spa].join("; "),
    Authorization: `Bearer ${tokens.slice(0, 31).join(" ")}`,
    "X-Api-Key": `k ${tokens.slice(31, 62).join(" ")}`,
  };
  for (const [count, sent] of [
    [2, { Cookie: pairs }],
    [92, headers],
  ] as const) {
    const at = otherEdge();
    const reached = await reachedBy(() =>
      at.visit(`https://${shared}/act`, { method: "POST", headers: sent, from: UNTRUSTED }),
    );
    for (const request of reached) expect(`${count} credentials: ${textOf(request)}`).not.toContain(later.value);
  }
  expect(tokens).toHaveLength(90);
}, 60_000);
