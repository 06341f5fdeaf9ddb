import { LRUCache } from "lru-cache";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { logIn, secret } from "../../../support/bound-world.ts";
import { browserAt, build, edge, host, otherEdge } from "../../bound/world.ts";
import { shareHost } from "../world.ts";

// What an isolate remembers of requests is bounded by its size: some hundred requests with very long headers do not use
// up the 128 MB of an isolate.

const LONG = 60_000;
const REQUESTS = 150;
/** Characters, of all memories together: each may hold some megabytes. Without bounds the requests leave 9 million. */
const MAX_HELD = 7_000_000;

const caches = new Set<LRUCache<string, object>>();

beforeEach(() => {
  caches.clear();
  const set = LRUCache.prototype.set;
  vi.spyOn(LRUCache.prototype, "set").mockImplementation(function (this: LRUCache<string, object>, ...given) {
    caches.add(this);
    return set.apply(this, given);
  });
});

/** Characters that the memories hold: keys, and the texts in their values. */
function held(): number {
  let characters = 0;
  for (const cache of caches) {
    // Values may share their texts; each is counted once.
    const texts = new Set<string>();
    for (const [key, value] of cache.entries()) {
      texts.add(String(key));
      collectTexts(value, texts);
    }
    for (const text of texts) characters += text.length;
  }
  return characters;
}

function collectTexts(value: unknown, texts: Set<string>): void {
  if (typeof value === "string") texts.add(value);
  else if (typeof value === "object" && value !== null)
    for (const one of Object.values(value)) collectTexts(one, texts);
}

const long = (): string => `${secret()}${"x".repeat(LONG - 32)}`;

const HEADERS: readonly (readonly [string, () => Record<string, string>])[] = [
  ["values of cookies that need no seal", () => ({ Cookie: `spa=${long()}` })],
  ["names of session cookies", () => ({ Cookie: `sid${long()}=a-value-of-more-than-16-characters` })],
  ["names of session cookies with seals", () => ({ Cookie: `sid${long()}=a-value-of-16-chars; gth1-AAAAAAAA=1` })],
  ["stamps", () => ({ Cookie: `sid=${secret()}; __Host-gth1-seen=${long()}` })],
  ["seals", () => ({ Cookie: `sid=${secret()}; gth1-AAAAAAAA=${long()}` })],
  ["tokens", () => ({ Authorization: `Bearer ${long()}` })],
  ["user names and passwords", () => ({ Authorization: `Basic ${btoa(`ann:${long()}`)}` })],
];

describe.each([
  { place: "a host of one account, strict", isShared: false, vars: { BIND_SESSIONS: "strict" } },
  {
    place: "a shared host by a resolver, off",
    isShared: true,
    vars: { BIND_SESSIONS: "off", ACCOUNT_RESOLVER: "/whoami" },
  },
])("$place", ({ isShared, vars }) => {
  test.each(HEADERS)("%s", { timeout: 60_000 }, async (_, headersOf) => {
    build({}, vars);
    const at = isShared ? await shareHost() : host;
    for (let sent = 0; sent < REQUESTS; sent++)
      await edge.visit(`https://${at}/elsewhere`, { headers: headersOf(), from: `203.0.113.${sent % 250}` });
    expect(caches.size).toBeGreaterThan(0);
    expect(held()).toBeLessThan(MAX_HELD);
  });
});

test("a login is remembered all the same: its visits do no cryptography", async () => {
  const browser = browserAt();
  await logIn(browser);
  await browser.go("/dashboard");
  const sign = vi.spyOn(crypto.subtle, "sign");
  for (let visits = 0; visits < 10; visits++) expect((await browser.go("/dashboard")).status).toBe(200);
  expect(sign).not.toHaveBeenCalled();
  expect((await browser.go("/dashboard", { at: otherEdge() })).status).toBe(200);
  expect(sign).toHaveBeenCalled();
});
