import { expect, test } from "vitest";
import { edge, host, otherEdge } from "../../bound/world.ts";
import { authorize, tokenOnRecord } from "../world.ts";

// What one visitor sends must not keep D1 from being asked about the credentials of others.

/** Sessions that D1 tells of one request's credentials at most. */
const MANY = 110;

test("a request with more of one's own sessions than D1 tells at once is refused, and nobody else's is", async () => {
  const own: string[] = [];
  while (own.length < MANY) own.push(await tokenOnRecord(edge, host));
  const others = await tokenOnRecord(edge, host);
  const at = otherEdge();
  const headers = { Authorization: `Bearer ${own.slice(0, 55).join(";")}`, "X-Api-Key": own.slice(55).join(";") };
  expect((await at.visit(`https://${host}/api/leads`, { headers })).status).toBe(503);
  expect((await authorize(at, host, `Bearer ${others}`)).status).toBe(200);
});
