import { parse as parseExpress } from "cookie";
import fc from "fast-check";
import { parse as parseHono } from "hono/utils/cookie";
import { describe, expect, test } from "vitest";
import { createCredentialReader } from "../../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../../src/sessions/credentials/keyring.ts";
import { normalForm } from "../../../src/sessions/credentials/normal-form.ts";
import recorded from "../../fixtures/cookie-readings.json";
import { generateCorpus, generateRandomRows, LIVE, SESSION_COOKIES } from "./cookie-corpus.ts";
import { hasSession, rule, valuesIn, withoutEnded, withoutSessions } from "./cookie-cut.ts";
import type { Replay } from "./cookie-readings.ts";

const REPLAYS = recorded.replays as readonly Replay[];

describe("the corpus, as real servers' parsers read it", () => {
  test("is the one that was replayed (record it again after a change: test/support/node/record-cookie-readings.ts)", () => {
    expect(REPLAYS.map(({ header }) => header)).toEqual(generateCorpus().map(({ header }) => header));
    expect(REPLAYS.length).toBeGreaterThanOrEqual(200);
    expect(recorded.parsers).toEqual(expect.arrayContaining(["express", "php", "python"]));
    expect(REPLAYS.map(({ header, ended }) => withoutEnded(header, ended))).toEqual(REPLAYS.map(({ cut }) => cut));
    expect(REPLAYS.map(({ header }) => withoutSessions(header))).toEqual(REPLAYS.map(({ bare }) => bare));
  });

  test("is hostile: every parser reads the ended session in many headers", () => {
    for (const parser of recorded.parsers) {
      const arrived = REPLAYS.filter(({ asSent, ended }) => asSent[parser]?.some((value) => isSame(value, ended)));
      expect(arrived.length, parser).toBeGreaterThan(50);
    }
  });

  test("whatever a parser reads as a session is found", () => {
    const missed = REPLAYS.flatMap(({ header, asSent }) => {
      const found = valuesIn(header);
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
    const lost = REPLAYS.filter(({ header, ended }) => !sharesSegment(header, ended)).flatMap(
      ({ header, asSent, cut, afterCut }) =>
        Object.entries(asSent)
          .filter(([parser, values]) => values.includes(LIVE.value) && !afterCut[parser]?.includes(LIVE.value))
          .map(([parser]) => ({ parser, header, cut })),
    );
    expect(lost).toEqual([]);
    expect(REPLAYS.filter(({ header, ended }) => sharesSegment(header, ended)).length).toBeLessThan(REPLAYS.length / 5);
  });

  test("without sessions no parser reads any", () => {
    expect(REPLAYS.filter(({ afterAll }) => Object.keys(afterAll).length > 0)).toEqual([]);
  });

  test("a segment from which any parser took a session is a candidate: in strict it goes without a seal", () => {
    const passing = REPLAYS.filter(({ asSent }) => Object.keys(asSent).length > 0).filter(
      ({ header, bare }) => !hasSession(header) || bare === header || hasSession(bare ?? ""),
    );
    expect(passing).toEqual([]);
  });

  test("the ended session is among the hashes that end its cookie, and every other segment passes as it came", async () => {
    const reader = createCredentialReader({ rule, keyring, bindSessions: "enroll" });
    for (const { header, ended, cut } of [...REPLAYS, ...generateRandomRows(300).map(asReplay)]) {
      const { credentials, parts, unsealed } = await reader.readCookies(header, SCOPE);
      const { current } = await keyring.hash(normalForm(ended));
      const gone = credentials.filter(({ endedBy }) => endedBy.includes(current)).map(({ part }) => part);
      const kept = parts.filter((part) => !gone.includes(part) && !unsealed.includes(part));
      expect(
        kept
          .map(({ raw }) => raw)
          .join(";")
          .replace(/^[ \t]+/, ""),
      ).toBe(cut ?? "");
    }
  });
});

const SCOPE = { hostname: "app.example.com", account: null };
const keyring = createKeyring([{ id: null, secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }]);
const asReplay = ({ header, ended: { value: ended } }: ReturnType<typeof generateCorpus>[number]) => ({
  header,
  ended,
  cut: withoutEnded(header, ended),
});

/** Whether an ended and a live session stand between the same semicolons: they go together. */
const sharesSegment = (header: string, ended: string): boolean =>
  header.split(";").some((segment) => {
    const values = valuesIn(segment);
    return values.includes(normalForm(ended)) && segment.includes(LIVE.wire);
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
    // What follows an ended session up to the semicolon is part of its segment, whatever it is.
    [`crm_session=${E}, a=1`, null],
    [`a=1; crm_session=${E}, b=2; c=3`, "a=1; c=3"],
    [`crm_session=${V}; crm_session=${E}`, `crm_session=${V}`],
    [`crm_session=${E}; remember.me=${V}`, `remember.me=${V}`],
    [`x="crm_session=${E}"; crm_session=${V}`, `crm_session=${V}`],
    [`a="1" crm_session=${E} b=2`, null],
    [`c=3; a="1" crm_session=${E} b=2; d=4`, "c=3; d=4"],
    [`a=\u00e9\u4e16; crm_session=${E}; b=\u00ff`, "a=\u00e9\u4e16; b=\u00ff"],
    [`xcrm_session=${E}; crm-session=${E}`, `xcrm_session=${E}; crm-session=${E}`],
    // A longer name may be a chunk of it to the library that reads it.
    [`crm_sessions=${E}; crm_session.0=${E}; a=1`, "a=1"],
    ["a=1;; b=2;", "a=1; b=2"],
  ])("%s → %s", (header, rest) => {
    expect(withoutEnded(header, E)).toBe(rest);
  });
});

const token = fc.stringMatching(/^[A-Za-z0-9._~-]{1,40}$/);
const otherCookie = fc
  .tuple(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/), fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,20}$/))
  .filter(([name, value]) => !hasSession(`${name}=${value}`))
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
        const others = parts.filter((part) => !hasSession(part)).join("; ");
        expect(withoutSessions(parts.join("; ")) ?? "").toBe(others);
      }),
    );
  });

  test("only the ended session goes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(otherCookie, sessionCookie, fc.constant(`crm_session=${E}`)), { maxLength: 12 }),
        (parts) => {
          const others = parts.filter((part) => !part.includes(E)).join("; ");
          expect(withoutEnded(parts.join("; "), E) ?? "").toBe(others);
        },
      ),
    );
  });

  test("Express and Hono read no session from what is left of a hostile one", () => {
    fc.assert(
      fc.property(hostile, (header) => {
        const bare = withoutSessions(header) ?? "";
        expect(hasSession(bare)).toBe(false);
        expect(sessionsIn(parseExpress(bare))).toEqual([]);
        expect(sessionsIn(parseHono(bare))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("Express and Hono never read the ended session from what is left, and read nothing that was not found", () => {
    fc.assert(
      fc.property(hostile, (header) => {
        const found = valuesIn(header);
        const rest = withoutEnded(header, E) ?? "";
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
        for (const character of withoutEnded(header, E) ?? "") {
          at = header.indexOf(character, at) + 1;
          if (at === 0) throw new Error("what is left is no part of the header");
        }
      }),
    );
  });
});
