import { env, exports } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createAttempts, type Limiter } from "../../src/access/attempts.ts";
import { formatToken } from "../../src/access/token-secret.ts";
import type { Address } from "../../src/address/address.ts";
import { API, call, makeAccount, makeToken, OPERATOR_TOKEN } from "../admin/api.ts";
import { address, NOW } from "../support/storage.ts";

const A = address("203.0.113.1");
const B = address("203.0.113.2");
const MINUTE = 60_000;

/** A limit as Cloudflare's: so many for a key, here without an end of the period. */
function limited(limit: number): Limiter & { readonly keys: readonly string[] } {
  const keys: string[] = [];
  const counts = new Map<string, number>();
  return {
    keys,
    async limit({ key }) {
      keys.push(key);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return { success: count <= limit };
    },
  };
}

let made = 0;
type Attempt = readonly [Address | null, number, string];

/** At this moment, and with another token each time unless it is given. */
const from = (source: Address | null, hash = `hash-${++made}`): Attempt => [source, NOW, hash];

describe("failed authentications", () => {
  test("are bounded by address: one too many, and no token is looked at for a minute", async () => {
    const reports: unknown[] = [];
    const attempts = createAttempts(limited(2), (...report) => reports.push(report));
    expect(await attempts.fail(...from(A))).toBe(0);
    expect(await attempts.fail(...from(A))).toBe(0);
    expect(attempts.secondsBlocked(...from(A))).toBe(0);
    expect(await attempts.fail(...from(A))).toBe(60);
    expect(await attempts.fail(...from(A))).toBe(60);
    expect(attempts.secondsBlocked(A, NOW + 500)).toBe(60);
    expect(attempts.secondsBlocked(A, NOW + MINUTE - 1)).toBe(1);
    expect(attempts.secondsBlocked(A, NOW + MINUTE)).toBe(0);
    expect(reports).toEqual([["attempts_blocked", { from: "203.0.113.1", one_token: false }]]);
  });

  test("of one address hold up no other", async () => {
    const attempts = createAttempts(limited(0), () => {});
    expect(await attempts.fail(...from(A, "x"))).toBe(60);
    expect(attempts.secondsBlocked(...from(B, "x"))).toBe(0);
    expect(attempts.secondsBlocked(...from(null, "x"))).toBe(0);
  });

  test("of one token that is tried again and again hold up that token alone", async () => {
    const reports: unknown[] = [];
    const attempts = createAttempts(limited(3), (...report) => reports.push(report));
    const stuck = from(A, "revoked");
    const waits: number[] = [];
    for (let i = 0; i < 5; i++) waits.push(await attempts.fail(...stuck));
    expect(waits).toEqual([0, 0, 0, 0, 60]);
    expect(attempts.secondsBlocked(...stuck)).toBe(60);
    expect(attempts.secondsBlocked(...from(A))).toBe(0);
    expect(await attempts.fail(...from(A))).toBe(0);
    expect(reports).toEqual([["attempts_blocked", { from: "203.0.113.1", one_token: true }]]);
  });

  test("of one IPv6 network are one caller's", async () => {
    const limiter = limited(1);
    const attempts = createAttempts(limiter, () => {});
    await attempts.fail(...from(address("2001:db8:1:2::1")));
    expect(await attempts.fail(...from(address("2001:db8:1:2:ffff::9")))).toBe(60);
    expect(attempts.secondsBlocked(...from(address("2001:db8:1:2::77")))).toBe(60);
    expect(attempts.secondsBlocked(...from(address("2001:db8:1:3::1")))).toBe(0);
    expect(new Set(limiter.keys)).toEqual(new Set(["2001:db8:1:2::/64"]));
  });

  test("are no better for it when the limit itself fails", async () => {
    const reports: string[] = [];
    const broken = { limit: () => Promise.reject(new Error("down")) };
    const attempts = createAttempts(broken, (event) => reports.push(event));
    expect(await attempts.fail(...from(A))).toBe(0);
    expect(reports).toEqual(["attempts_unlimited"]);
    expect((await call("GET", "/me", { token: "wrong", deps: { attempts } })).status).toBe(401);
  });

  test("take no more memory however many addresses fail", async () => {
    const attempts = createAttempts(limited(0), () => {});
    for (let i = 0; i < 10_001; i++) await attempts.fail(...from({ family: 4, v4: i }));
    expect(attempts.secondsBlocked(...from({ family: 4, v4: 0 }))).toBe(0);
    expect(attempts.secondsBlocked(...from({ family: 4, v4: 1 }))).toBe(60);
    expect(attempts.secondsBlocked(...from({ family: 4, v4: 10_000 }))).toBe(60);
  });
});

/** The Worker's own entry, with the binding that is deployed. */
async function me(from: string, token: string): Promise<Response> {
  const headers = { "CF-Connecting-IP": from, Authorization: `Bearer ${token}` };
  return exports.default.fetch(new Request(`${API}/me`, { headers }));
}

/** As wrangler.toml has it. A period may end in between, so twice as many are needed at worst. */
const LIMIT = 20;

test.each([
  { name: "unknown tokens", guess: (i: number) => formatToken(new Uint8Array(32).fill(i)), from: "192.0.2.31" },
  { name: "wrong operator tokens", guess: (i: number) => `${OPERATOR_TOKEN.slice(0, -2)}${i}`, from: "192.0.2.32" },
  { name: "texts that are no tokens", guess: (i: number) => `x${i}`, from: "2001:db8:77::1" },
])("guessing by $name ends soon, and tells nothing", async ({ guess, from }) => {
  const { id } = await makeAccount();
  const { token } = await makeToken(id, ["audit:read"]);
  const answers: Response[] = [];
  for (let i = 0; i <= 2 * LIMIT && answers.at(-1)?.status !== 429; i++) answers.push(await me(from, guess(i)));

  const last = answers.pop();
  expect(last?.status).toBe(429);
  expect(Number(last?.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(await last?.json()).toMatchObject({ code: "rate_limited" });
  expect(answers.length).toBeGreaterThanOrEqual(LIMIT);
  const bodies = await Promise.all(
    answers.map(async (answer) => ({ ...((await answer.json()) as object), request_id: 0 })),
  );
  expect(new Set(bodies.map((body) => JSON.stringify(body)))).toHaveProperty("size", 1);

  // From there not even good tokens are looked at: a guess that hits learns nothing. Elsewhere they work.
  for (const good of [token, OPERATOR_TOKEN]) {
    expect((await me(from, good)).status).toBe(429);
    expect((await me("192.0.2.99", good)).status).toBe(200);
  }
});

test("a script that goes on with a revoked token is held up, and nobody else at its address", async () => {
  const { id, path } = await makeAccount();
  const revoked = await makeToken(id, ["audit:read"]);
  const { token } = await makeToken(id, ["audit:read"]);
  await call("DELETE", `${path}/tokens/${revoked.id}`);
  const statuses: number[] = [];
  for (let i = 0; i <= 2 * LIMIT + 1; i++) statuses.push((await me("192.0.2.41", revoked.token)).status);
  expect(statuses.at(-1)).toBe(429);
  expect(statuses.slice(0, LIMIT)).toEqual(Array.from({ length: LIMIT }, () => 401));
  for (const good of [token, OPERATOR_TOKEN]) expect((await me("192.0.2.41", good)).status).toBe(200);
});

test("calls without a token are no attempts", async () => {
  const request = () => new Request(`${API}/me`, { headers: { "CF-Connecting-IP": "192.0.2.40" } });
  for (let i = 0; i <= 2 * LIMIT; i++) expect((await exports.default.fetch(request())).status).toBe(401);
  expect((await me("192.0.2.40", OPERATOR_TOKEN)).status).toBe(200);
});

test("the binding is there", () => {
  expect(env.ATTEMPTS).toBeDefined();
});
