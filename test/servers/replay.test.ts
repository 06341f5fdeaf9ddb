import { expect, test } from "vitest";
import { HOST, TRUSTED } from "./gatehouse.ts";
import { ORIGINS } from "./origins/origins.ts";
import { startOrigin } from "./origins/page.ts";
import { PATH_CORPUS } from "./path-corpus.ts";
import { describeReplay, pageOf, type ReplayOrigin } from "./replay.ts";

/** Half of what was counted when this was written; far above nothing. */
const DECEIVED_BY: Readonly<Record<keyof typeof ORIGINS, number>> = {
  express: 26,
  "find-my-way": 52,
  "go-like": 37,
  "tomcat-like": 69,
  naive: 37,
  "url-parser": 32,
  lenient: 260,
};

const { visit } = describeReplay(async () => {
  const started = new Map<string, ReplayOrigin>();
  for (const [name, listener] of Object.entries(ORIGINS)) {
    started.set(name, { ...(await startOrigin(listener())), deceivedBy: DECEIVED_BY[name] ?? 1 });
  }
  return started;
}, Object.keys(ORIGINS));

test("the corpus holds more than a thousand targets, and none of them twice", () => {
  expect(PATH_CORPUS.length).toBeGreaterThan(1000);
  expect(new Set(PATH_CORPUS).size).toBe(PATH_CORPUS.length);
});

test("what arrives is the URL parser's serialisation of the target, whatever it was", async () => {
  // Only path and absolute form: the runtime makes a URL of its own of the others (RFC 9112 section 3.2 has no such GET).
  const targets = PATH_CORPUS.filter((target) => /^(?:\/|https?:\/\/)/i.test(target));
  const replayed = await visit("naive", targets, TRUSTED);
  const arrived = replayed.filter(({ answer }) => answer.headers.has("x-received"));
  expect(arrived.length).toBeGreaterThan(1000);
  const wrong = arrived.flatMap((one) => {
    const received = decodeURIComponent(one.answer.headers.get("x-received") ?? "");
    const expected = serialise(one.target);
    return received === expected ? [] : [{ target: one.target, received, expected, page: pageOf(one) }];
  });
  expect(wrong).toEqual([]);
});

function serialise(target: string): string {
  const text = Buffer.from(target, "latin1").toString();
  const url = new URL(text.startsWith("/") ? `http://${HOST}${text}` : text);
  return url.pathname + url.search;
}
