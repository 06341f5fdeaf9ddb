import { describe, expect, test } from "vitest";
import { BOUND_SECONDS, endThere, secret } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { account, build, edge, host, otherEdge, reachedBy } from "../../bound/world.ts";
import { authorize, MODES, tokenOnRecord } from "../world.ts";

// Lenient decoders of base64 skip what is no digit, so one token has any number of texts. Seen with itsdangerous 2.2.0
// (Python): it takes a signature with `!!`, `~~~~` or `::::` in it, but not with one such character; and with Node's Buffer.

const random = (): string => `${secret()}${secret()}`.slice(0, 43);

const TOKENS: readonly [string, () => string][] = [
  ["of itsdangerous", () => `eyJpZCI6IjQyIn0.awo2XA.${random().slice(0, 26)}A`],
  ["of PASETO", () => `v4.local.${random()}-${random()}_`],
  ["of hex digits", secret],
  ["in the older alphabet", () => `${random()}/${random()}=`],
];

const inside = (token: string, junk: string): string => `${token.slice(0, -8)}${junk}${token.slice(-8)}`;
const JUNK = ["!", "!!", "~~~~", "::::", "''", "<", "}{", "%21", "#", "?", "&", "|"];

describe.each(MODES)("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  test.each(TOKENS)("an ended token %s with characters that decoders skip", async (_, make) => {
    build({}, { BIND_SESSIONS });
    const token = await tokenOnRecord(edge, host, make());
    await endThere(account, { all: true });
    travel(BOUND_SECONDS);
    const spellings = JUNK.flatMap((junk) => [inside(token, junk), `${token}${junk}`, `${junk}${token}`]);
    const reached = await reachedBy(async () => {
      for (const at of [edge, otherEdge({ BIND_SESSIONS })])
        for (const text of spellings)
          expect([text, (await authorize(at, host, `Bearer ${text}`)).status]).toEqual([text, 401]);
    });
    expect(reached).toEqual([]);
  });
});

test("another token, and one of the same text but for its digits, go on", async () => {
  const ended = `v4.local.${random()}-${random()}_`;
  const others = [`v4.local.${random()}`, ended.replace("-", "A"), random(), secret()];
  await tokenOnRecord(edge, host, ended);
  for (const other of others) await tokenOnRecord(edge, host, other);
  const answer = await edge.visit(`https://${host}/logout`, {
    method: "POST",
    headers: { Authorization: `Bearer ${ended}` },
  });
  expect(answer.status).toBe(302);
  travel(BOUND_SECONDS);
  for (const at of [edge, otherEdge()])
    for (const other of others) expect((await authorize(at, host, `Bearer ${other}`)).status).toBe(200);
  expect((await authorize(edge, host, `Bearer ${ended}`)).status).toBe(401);
});
