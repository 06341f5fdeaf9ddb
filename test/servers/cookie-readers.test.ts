import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { honestLine, hostileLines } from "./cookies/arbitrary-headers.ts";
import { attacksWith } from "./cookies/attacks.ts";
import { COOKIE_NAMES } from "./cookies/cookie-names.ts";
import { expectedOf, honestJarsWith } from "./cookies/honest.ts";
import { madeUpLoot } from "./cookies/made-up-loot.ts";
import { passModelGate } from "./cookies/model-gate.ts";
import { READERS } from "./cookies/readers.ts";
import { holds, isGatehouseCookie, pairOf, segmentsOf } from "./cookies/secret.ts";

const SESSIONS = ["live", "second"] as const;

/** Ways of reading × headers: what is shown of the corpus and the readers alone, with the naive gate of the design. */
describe.each(COOKIE_NAMES)("of a cookie named %s", (name) => {
  const loot = madeUpLoot(name);
  const attacks = attacksWith(loot);
  const jars = honestJarsWith(loot);
  const readers = Object.entries(READERS);

  test("there are 400 attacks or more, none twice, and eight readers or more", () => {
    expect(attacks.length).toBeGreaterThanOrEqual(400);
    expect(new Set(attacks.map(({ lines }) => lines.join("\n"))).size).toBe(attacks.length);
    expect(readers.length).toBeGreaterThanOrEqual(8);
  });

  test.each(readers)("%s is deceived by the corpus when no gate stands before it", (_, read) => {
    const deceived = attacks.filter(({ lines, forbids }) =>
      read(lines.join("; "), name).some((reading) => forbids.some((held) => holds(reading, loot[held].value))),
    );
    expect(deceived.length).toBeGreaterThan(50);
  });

  test.each(readers)("%s reads the session of an ordinary jar", (_, read) => {
    const withSession = jars.filter(({ line }) => line.includes(pairOf(loot.live)));
    const unread = withSession.filter(
      ({ line }) => !read(line, name).some((reading) => SESSIONS.some((held) => reading.includes(loot[held].value))),
    );
    // Old Tomcats read no cookie behind an unbalanced quote.
    expect(unread.map(({ kind }) => kind).filter((kind) => kind !== "an unbalanced quote")).toEqual([]);
  });

  test("what the design lets through deceives no reader", () => {
    const arrived = attacks.flatMap(({ kind, lines, forbids }) => {
      const passed = passModelGate(lines, loot);
      return readers.flatMap(([reader, read]) =>
        forbids
          .filter((held) => read(passed, name).some((reading) => holds(reading, loot[held].value)))
          .map((held) => ({ kind, reader, held, lines, passed })),
      );
    });
    expect(arrived).toEqual([]);
  });

  test("the design keeps a live login beside attacks, and every cookie of honest jars", () => {
    const lost = attacks.filter(
      ({ lines, keepsLive }) => keepsLive && !segmentsOf(passModelGate(lines, loot)).includes(pairOf(loot.live)),
    );
    expect(lost).toEqual([]);
    for (const jar of jars) expect(segmentsOf(passModelGate([jar.line], loot)), jar.kind).toEqual(expectedOf(jar));
  });

  test("nor does anything that is composed at random", () => {
    fc.assert(
      fc.property(hostileLines(loot), (lines) => {
        const passed = passModelGate(lines, loot);
        for (const [reader, read] of readers)
          for (const reading of read(passed, name))
            for (const held of ["ended", "other", "unsealed"] as const)
              expect(holds(reading, loot[held].value), `${reader} reads ${held} in ${passed}`).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("jars composed at random lose nothing", () => {
    fc.assert(
      fc.property(honestLine(loot), (line) => {
        const theirs = segmentsOf(line).filter((segment) => !isGatehouseCookie(segment));
        expect(segmentsOf(passModelGate([line], loot))).toEqual(theirs);
      }),
    );
  });
});
