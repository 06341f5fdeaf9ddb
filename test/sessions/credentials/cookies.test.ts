import { parse as parseExpress } from "cookie";
import fc from "fast-check";
import { parse as parseHono } from "hono/utils/cookie";
import { describe, expect, test } from "vitest";
import { MAX_CANDIDATES } from "../../../src/sessions/credentials/candidate.ts";
import { createSessionCookies } from "../../../src/sessions/credentials/cookies.ts";
import { normalForm } from "../../../src/sessions/credentials/normal-form.ts";
import recorded from "../../fixtures/cookie-readings.json";
import { generateCorpus, LIVE, SESSION_COOKIES } from "./cookie-corpus.ts";
import type { Replay } from "./cookie-readings.ts";

const cookies = createSessionCookies(SESSION_COOKIES);
const REPLAYS = recorded.replays as readonly Replay[];

const readingsOf = (header: string): readonly string[] =>
  cookies.find(header).flatMap(({ readings }) => readings.map(({ value }) => value));
const without = (header: string, value: string): string => cookies.without(header, new Set([normalForm(value)])) ?? "";

describe("the corpus, as real servers' parsers read it", () => {
  test("is the one that was replayed (record it again after a change: test/support/node/record-cookie-readings.ts)", () => {
    expect(REPLAYS.map(({ header }) => header)).toEqual(generateCorpus().map(({ header }) => header));
    expect(REPLAYS.length).toBeGreaterThanOrEqual(200);
    expect(recorded.parsers).toEqual(expect.arrayContaining(["express", "php", "python"]));
    expect(REPLAYS.map(({ header, ended }) => cookies.without(header, new Set([normalForm(ended)])))).toEqual(
      REPLAYS.map(({ cut }) => cut),
    );
    expect(REPLAYS.map(({ header }) => cookies.without(header))).toEqual(REPLAYS.map(({ bare }) => bare));
  });

  test("is hostile: every parser reads the ended session in many headers", () => {
    for (const parser of recorded.parsers) {
      const arrived = REPLAYS.filter(({ asSent, ended }) => asSent[parser]?.some((value) => isSame(value, ended)));
      expect(arrived.length, parser).toBeGreaterThan(50);
    }
  });

  test("whatever a parser reads as a session is found", () => {
    const missed = REPLAYS.flatMap(({ header, asSent }) => {
      const found = readingsOf(header);
      return Object.entries(asSent).flatMap(([parser, values]) =>
        values.filter((value) => !found.includes(normalForm(value))).map((value) => ({ parser, header, value })),
      );
    });
    expect(missed).toEqual([]);
  });

  test("after the cut no parser reads the ended session", () => {
    const arrived = REPLAYS.filter(({ afterCut, ended }) =>
      Object.values(afterCut).some((values) => values.some((value) => isSame(value, ended))),
    );
    expect(arrived).toEqual([]);
  });

  test("after the cut every parser still reads the live session that it read before", () => {
    const lost = REPLAYS.flatMap(({ header, asSent, cut, afterCut }) =>
      Object.entries(asSent)
        .filter(([parser, values]) => values.includes(LIVE.value) && !afterCut[parser]?.includes(LIVE.value))
        .map(([parser]) => ({ parser, header, cut })),
    );
    expect(lost).toEqual([]);
  });

  test("without sessions no parser reads any", () => {
    expect(REPLAYS.filter(({ afterAll }) => Object.keys(afterAll).length > 0)).toEqual([]);
  });
});

const isSame = (value: string, ended: string): boolean => normalForm(value) === normalForm(ended);

const E = "e4d909c290d0fb1ca068ffaddf22cbd0";
const V = LIVE.value;

describe("cutting a session out of a Cookie header", () => {
  test.each<[string, string | null]>([
    [`crm_session=${E}`, null],
    [`crm_session=${E};`, null],
    [` crm_session=${E} ; `, null],
    [`a=1; crm_session=${E}`, "a=1"],
    [`crm_session=${E}; a=1`, "a=1"],
    [`a=1; crm_session=${E}; b="2"`, 'a=1; b="2"'],
    [`a=1;crm_session=${E};b=2`, "a=1;b=2"],
    [`a=1; crm_session=${E}; b=2; crm_session=${E}; c=3`, "a=1; b=2; c=3"],
    [`a=1, crm_session=${E}`, "a=1"],
    [`a=1, crm_session=${E}; b=2`, "a=1; b=2"],
    [`crm_session=${E}, a=1`, "a=1"],
    [`a=1; crm_session=${E}, b=2; c=3`, "a=1; b=2; c=3"],
    [`crm_session=${V}; crm_session=${E}`, `crm_session=${V}`],
    [`crm_session=${E}; remember.me=${V}`, `remember.me=${V}`],
    [`x="crm_session=${E}"; crm_session=${V}`, `x=""; crm_session=${V}`],
    [`a="1" crm_session=${E} b=2`, 'a="1" b=2'],
    [`a=\u00e9\u4e16; crm_session=${E}; b=\u00ff`, "a=\u00e9\u4e16; b=\u00ff"],
    [
      `crm_sessions=${E}; xcrm_session=${E}; crm-session=${E}`,
      `crm_sessions=${E}; xcrm_session=${E}; crm-session=${E}`,
    ],
    ["a=1;; b=2;", "a=1;; b=2;"],
  ])("%s → %s", (header, rest) => {
    expect(cookies.without(header, new Set([E]))).toBe(rest);
  });

  test("knows no sessions when the profile names none", () => {
    const none = createSessionCookies([]);
    expect(none.isIn("crm_session=x")).toBe(false);
    expect(none.without("crm_session=x")).toBe("crm_session=x");
  });

  test("takes a header of too many candidates off as a whole", () => {
    const header = Array.from({ length: MAX_CANDIDATES + 1 }, (_, i) => `crm_session=${i}`).join("; ");
    expect(cookies.without(`a=1; ${header}`, new Set([E]))).toBeNull();
    expect(cookies.without(header)).toBeNull();
    expect(cookies.find(header, 5)).toHaveLength(5);
  });

  test.each([
    ["semicolons", ";".repeat(120_000)],
    ["equals signs", "=".repeat(120_000)],
    ["names", "crm_session=".repeat(10_000)],
    ["commas", `crm_session=${",".repeat(120_000)}`],
    ["quotes", `crm_session="${'crm_session="'.repeat(9_000)}`],
    ["escapes", `crm_session=${"%25".repeat(40_000)}`],
    ["backslashes", `crm_session="${"\\".repeat(120_000)}`],
    ["brackets", `${"[".repeat(120_000)}=1`],
    ["sessions", `crm_session=${E};`.repeat(2_500)],
  ])("of 120,000 %s ends without the ended session", (_, header) => {
    expect(readingsOf(cookies.without(header, new Set([E])) ?? "")).not.toContain(E);
  });
});

const token = fc.stringMatching(/^[A-Za-z0-9._~-]{1,40}$/);
const otherCookie = fc
  .tuple(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/), fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,20}$/))
  .filter(([name, value]) => !cookies.isIn(`${name}=${value}`))
  .map(([name, value]) => `${name}=${value}`);
const sessionName = fc.constantFrom(
  "crm_session",
  "crm.session",
  "remember.me",
  "remember_me",
  "CRM_SESSION",
  "crm_session[]",
);
const sessionCookie = fc.tuple(sessionName, token).map(([name, value]) => `${name}=${value}`);
/** Text of the pieces that parsers trip over. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "crm_session",
        "crm.session",
        "remember.me",
        "=",
        ";",
        "; ",
        ",",
        ", ",
        " ",
        "\t",
        '"',
        "\\",
        "%",
        "[",
        "]",
      ),
      fc.constantFrom(
        E,
        `"${E}"`,
        `%65${E.slice(1)}`,
        `"\\145${E.slice(1)}"`,
        V,
        "a",
        "%22",
        "%3d",
        "%3B",
        "\u00a0",
        "\u001f",
        "$Path",
        "+",
      ),
    ),
    { maxLength: 24 },
  )
  .map((pieces) => pieces.join(""));

const sessionsIn = (read: Record<string, string | undefined>): readonly string[] =>
  SESSION_COOKIES.flatMap((name) => (Object.hasOwn(read, name) && read[name] ? [read[name]] : []));

describe("for any header", () => {
  test("other cookies survive byte for byte and in order, sessions do not", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(otherCookie, sessionCookie), { maxLength: 12 }), (parts) => {
        const others = parts.filter((part) => !cookies.isIn(part)).join("; ");
        expect(cookies.without(parts.join("; ")) ?? "").toBe(others);
      }),
    );
  });

  test("only the ended session goes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(otherCookie, sessionCookie, fc.constant(`crm_session=${E}`)), { maxLength: 12 }),
        (parts) => {
          const others = parts.filter((part) => !part.includes(E)).join("; ");
          expect(without(parts.join("; "), E)).toBe(others);
        },
      ),
    );
  });

  test("Express and Hono read no session from what is left of a hostile one", () => {
    fc.assert(
      fc.property(hostile, (header) => {
        const bare = cookies.without(header) ?? "";
        expect(cookies.isIn(bare)).toBe(false);
        expect(sessionsIn(parseExpress(bare))).toEqual([]);
        expect(sessionsIn(parseHono(bare))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("Express and Hono never read the ended session from what is left, and read nothing that was not found", () => {
    fc.assert(
      fc.property(hostile, (header) => {
        const found = readingsOf(header);
        const rest = without(header, E);
        for (const parse of [parseExpress, parseHono] as const) {
          for (const value of sessionsIn(parse(header))) {
            const form = normalForm(value);
            if (form !== "") expect(found).toContain(form);
          }
          for (const value of sessionsIn(parse(rest))) expect(normalForm(value)).not.toBe(E);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("the cut takes away and never adds", () => {
    fc.assert(
      fc.property(hostile, (header) => {
        let at = 0;
        for (const character of without(header, E)) {
          at = header.indexOf(character, at) + 1;
          if (at === 0) throw new Error("what is left is no part of the header");
        }
      }),
    );
  });
});
