import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSignals, type Signal } from "../../../src/sessions/signals/signals.ts";

const ID = "5f2c9a1e-7b3d-4c80-9f5e-2d1b6a0c4e77";
const OTHER = "00000000-7b3d-4c80-9f5e-2d1b6a0c4e77";
const R = `request="${ID}"`;

const SESSION = { kind: "session", user: null, name: null, twoFactor: null, account: null, session: null } as const;

describe("signals of this request", () => {
  test.each<[string, readonly Signal[]]>([
    [
      `session; user="42"; name="Ann"; two_factor; account="acme"; session="s-17"; ${R}`,
      [{ kind: "session", user: "42", name: "Ann", twoFactor: true, account: "acme", session: "s-17" }],
    ],
    [`session; ${R}`, [SESSION]],
    [`session;user=42;${R}`, [{ ...SESSION, user: "42" }]],
    [`session; user=-7; ${R}`, [{ ...SESSION, user: "-7" }]],
    [`session; user=ann:7/x; ${R}`, [{ ...SESSION, user: "ann:7/x" }]],
    [`session; user="a\\"b\\\\c"; ${R}`, [{ ...SESSION, user: 'a"b\\c' }]],
    [`session; name=%"Zo%c3%ab"; ${R}`, [{ ...SESSION, name: "Zoë" }]],
    [`session; user=%"%d0%b0"; ${R}`, [{ ...SESSION, user: "а" }]],
    [`session; user=""; name="  "; ${R}`, [SESSION]],
    [`session; two_factor=?1; ${R}`, [{ ...SESSION, twoFactor: true }]],
    [`session; two_factor=?0; ${R}`, [{ ...SESSION, twoFactor: false }]],
    [`session; two_factor=1; ${R}`, [{ ...SESSION, twoFactor: true }]],
    [`session; two_factor=0; ${R}`, [{ ...SESSION, twoFactor: false }]],
    [`session; user="1"; user="2"; ${R}`, [{ ...SESSION, user: "2" }]],
    [`session; request="${OTHER}"; ${R}`, [SESSION]],
    [`session; request=%"${ID}"`, [SESSION]],
    [`logout; ${R}`, [{ kind: "logout" }]],
    [`password-changed; user="42"; ${R}`, [{ kind: "password_changed", user: "42", keepCurrent: false }]],
    [`password-changed; user="42"; keep-current; ${R}`, [{ kind: "password_changed", user: "42", keepCurrent: true }]],
    [
      `password-changed; user=42; keep-current=?0; ${R}`,
      [{ kind: "password_changed", user: "42", keepCurrent: false }],
    ],
    [`revoke; user="42"; ${R}`, [{ kind: "revoke", user: "42" }]],
    [
      `revoke; user="1"; ${R}, logout; ${R},\tsession; user="2"; ${R}`,
      [{ kind: "revoke", user: "1" }, { kind: "logout" }, { ...SESSION, user: "2" }],
    ],
  ])("%s", (header, signals) => {
    expect(parseSignals(header, ID)).toEqual({ ok: true, value: { signals, remarks: [] } });
  });

  test("a name is cut by characters and loses what would disturb a page", () => {
    const name = `\u202eA\u0007nn ${"😀".repeat(150)}`;
    const encoded = [...new TextEncoder().encode(name)]
      .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
      .join("");
    const read = parseSignals(`session; name=%"${encoded}"; ${R}`, ID);
    expect(read).toMatchObject({ ok: true, value: { signals: [{ name: `Ann ${"😀".repeat(96)}` }] } });
  });

  test("unknown parameters are ignored, and remarked on", () => {
    expect(parseSignals(`session; user="42"; shoe_size=44; ${R}`, ID)).toEqual({
      ok: true,
      value: { signals: [{ ...SESSION, user: "42" }], remarks: ["unknown parameter shoe_size of session"] },
    });
  });

  test("signals of another request beside them are ignored, and remarked on", () => {
    expect(parseSignals(`revoke; user="1"; request="${OTHER}", logout; ${R}, revoke; user="2"`, ID)).toEqual({
      ok: true,
      value: { signals: [{ kind: "logout" }], remarks: ["2 of another request"] },
    });
  });
});

describe("signals that are not for this request", () => {
  test.each([
    ["no id", "logout"],
    ["another id", `logout; request="${OTHER}"`],
    ["the id in another case", `logout; request="${ID.toUpperCase()}"`],
    ["a beginning of the id", `logout; request="${ID.slice(0, -1)}"`],
    ["more than the id", `logout; request="${ID}0"`],
    ["the id as another parameter", `logout; id="${ID}"`],
    ["the id as the user", `revoke; user="${ID}"`],
    ["the id as a flag", "logout; request"],
    ["the id as a list", `(logout;request="${ID}")`],
    ["nothing", ""],
    ["spaces", "   "],
    ["unparsable and no id", 'session; user="'],
    ["unparsable and another id", `session; user=; request="${OTHER}"`],
    ["not ASCII and no id", 'session; name="Zoë"'],
  ])("%s: ignored", (_, header) => {
    expect(parseSignals(header, ID)).toMatchObject({ ok: false, error: { kind: "not_for_this_request" } });
  });

  test("an empty id matches nothing", () => {
    expect(parseSignals('logout; request=""', "")).toMatchObject({
      ok: false,
      error: { kind: "not_for_this_request" },
    });
    expect(parseSignals("logout; request=", "")).toMatchObject({ ok: false, error: { kind: "not_for_this_request" } });
  });
});

describe("signals of this request that cannot be read", () => {
  test.each([
    ["an open string", `session; user="42; ${R}`],
    ["a character that is not ASCII", `session; name="Zoë"; ${R}`],
    ["a control character", `session; name="A\u0007"; ${R}`],
    ["a comma at the end", `logout; ${R},`],
    ["an upper-case key", `logout; Request="${ID}"`],
    ["an unknown signal", `log-out; ${R}`],
    ["another case", `Logout; ${R}`],
    ["an underscore", `password_changed; user="42"; ${R}`],
    ["a string for a signal", `"logout"; ${R}`],
    ["a number for a signal", `42; ${R}`],
    ["a list for a signal", `(logout); ${R}`],
    ["a user that is a flag", `revoke; user; ${R}`],
    ["a user that is a decimal", `revoke; user=4.2; ${R}`],
    ["a user that is bytes", `revoke; user=:NDI=:; ${R}`],
    ["a user that is a date", `revoke; user=@1659578233; ${R}`],
    ["no user to revoke", `revoke; ${R}`],
    ["an empty user to revoke", `revoke; user=""; ${R}`],
    ["no user of a password", `password-changed; keep-current; ${R}`],
    ["a user that is too long", `revoke; user="${"4".repeat(257)}"; ${R}`],
    ["an account that is too long", `session; account="${"a".repeat(257)}"; ${R}`],
    ["a user with control characters", `session; user=%"a%00b"; ${R}`],
    ["a name that is a flag", `session; name; ${R}`],
    ["two_factor as text", `session; two_factor="yes"; ${R}`],
    ["two_factor as another number", `session; two_factor=2; ${R}`],
    ["keep-current as text", `password-changed; user="1"; keep-current="no"; ${R}`],
    ["display text that is no UTF-8", `session; name=%"%ff"; ${R}`],
    ["too many signals", Array.from({ length: 17 }, () => `logout; ${R}`).join(", ")],
    ["a header that is too long", `session; name="${"x".repeat(8_192)}"; ${R}`],
  ])("%s: a fault that ends the session", (_, header) => {
    expect(parseSignals(header, ID)).toMatchObject({
      ok: false,
      error: { kind: "unparsable", detail: expect.stringMatching(/./), signals: [] },
    });
  });

  test("do not take the others with them", () => {
    expect(parseSignals(`password-changed; user="42"; ${R}, sesion; user="42"; ${R}`, ID)).toEqual({
      ok: false,
      error: {
        kind: "unparsable",
        detail: "unknown signal sesion",
        signals: [{ kind: "password_changed", user: "42", keepCurrent: false }],
      },
    });
  });
});

describe("for any header", () => {
  const text = fc.array(
    fc.constantFrom(
      "logout",
      "session",
      "revoke",
      "; ",
      ";",
      ", ",
      "user",
      "=",
      '"',
      "42",
      R,
      `request="${OTHER}"`,
      "%",
      "(",
      ")",
      "?1",
      "é",
    ),
    { maxLength: 14 },
  );

  test("without the id nothing is ever done, with it there is always an answer", () => {
    fc.assert(
      fc.property(text, (pieces) => {
        const header = pieces.join("");
        const read = parseSignals(header, ID);
        if (!header.includes(ID)) expect(read).toMatchObject({ ok: false, error: { kind: "not_for_this_request" } });
        if (read.ok) expect(read.value.signals.length).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
