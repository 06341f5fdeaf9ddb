import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mapBounded } from "../raw-request.ts";
import { honestLine, hostileLines } from "./arbitrary-headers.ts";
import { type Attack, attacksWith, type Loot } from "./attacks.ts";
import { type BoundWorld, startBoundWorlds, type Visit } from "./bound-world.ts";
import { expectedOf, honestJarsWith } from "./honest.ts";
import type { CookieBatchReader } from "./reader.ts";
import { holds, isGatehouseCookie, pairOf, segmentsOf } from "./secret.ts";

const CONCURRENT = 16;
const TIMEOUT_MS = 120_000;
const RANDOM_ATTACKS = 400;
const RANDOM_JARS = 100;
/** Of a failure, so many cases are told. */
const SHOWN = 12;

interface Replayed {
  readonly attack: Attack;
  readonly visit: Visit;
}

/** What an origin's framework gets: the lines that came, joined as Node and PHP do. */
const arrivedIn = ({ arrival }: Visit): string => arrival?.cookie.join("; ") ?? "";

/** Replays the corpus through a Gatehouse in strict, and has every reader read what arrives. */
export function describeBoundCookies(
  names: readonly string[],
  readers: Readonly<Record<string, CookieBatchReader>>,
): void {
  let started: Awaited<ReturnType<typeof startBoundWorlds>> | null = null;
  beforeAll(async () => {
    started = await startBoundWorlds(names, "strict");
  }, TIMEOUT_MS);
  afterAll(async () => started?.close());

  const worldOf = (name: string): BoundWorld => {
    const world = started?.worlds.get(name);
    if (world === undefined) throw new Error("Gatehouse was not started");
    return world;
  };

  describe.each(names)("a bound cookie named %s", (name) => {
    let loot: Loot | null = null;
    let replayed: readonly Replayed[] = [];
    const taken = (): Loot => {
      if (loot === null) throw new Error("nobody could log in");
      return loot;
    };

    beforeAll(async () => {
      const world = worldOf(name);
      loot = await world.takeLoot();
      const attacks = [...attacksWith(loot), ...randomAttacks(loot)];
      replayed = await mapBounded(attacks, CONCURRENT, async (attack) => ({
        attack,
        visit: await world.visit(attack.lines),
      }));
    }, TIMEOUT_MS);

    test("the corpus reaches the origin: what is hostile goes, and the visit goes on", () => {
      expect(replayed.length).toBeGreaterThanOrEqual(400);
      const statuses = Map.groupBy(replayed, ({ visit }) => visit.status);
      // 400: bytes that HTTP has no place for, which the runtime refuses before the Worker sees them.
      expect([...statuses.keys()].filter((status) => status !== 200 && status !== 400)).toEqual([]);
      expect(statuses.get(200)?.length).toBeGreaterThan(replayed.length * 0.9);
    });

    test.each(Object.entries(readers))("%s reads no ended, unsealed or other account's session", async (_, read) => {
      const readings = await read(
        replayed.map(({ visit }) => arrivedIn(visit)),
        name,
      );
      const arrived = replayed.flatMap(({ attack, visit }, index) =>
        attack.forbids
          .filter((held) => readings[index]?.some((reading) => holds(reading, taken()[held].value)))
          .map((held) => ({ held, kind: attack.kind, sent: attack.lines, arrived: arrivedIn(visit) })),
      );
      expect(arrived.slice(0, SHOWN)).toEqual([]);
    });

    test("no cookie of Gatehouse's own arrives", () => {
      const leaked = replayed.filter(({ visit }) => segmentsOf(arrivedIn(visit)).some(isGatehouseCookie));
      expect(leaked.slice(0, SHOWN)).toEqual([]);
    });

    test("a live login stays, whatever stands beside it", () => {
      const lost = replayed.filter(
        ({ attack, visit }) =>
          attack.keepsLive && visit.status === 200 && !segmentsOf(arrivedIn(visit)).includes(pairOf(taken().live)),
      );
      expect(lost.slice(0, SHOWN)).toEqual([]);
    });

    test("ordinary jars lose nothing", async () => {
      const composed = fc.sample(honestLine(taken()), { numRuns: RANDOM_JARS, seed: SEED });
      const jars = [...honestJarsWith(taken()), ...composed.map((line) => ({ kind: "composed", line }))];
      const visits = await mapBounded(jars, CONCURRENT, async (jar) => ({
        jar,
        visit: await worldOf(name).visit([jar.line]),
      }));
      const lost = visits.flatMap(({ jar, visit }) => {
        const [expected, arrived] = [expectedOf(jar), segmentsOf(arrivedIn(visit))];
        return expected.join(";") === arrived.join(";")
          ? []
          : [{ kind: jar.kind, status: visit.status, expected, arrived }];
      });
      expect(lost.slice(0, SHOWN)).toEqual([]);
    });
  });
}

const SEED = 20_261_127;

const randomAttacks = (loot: Loot): readonly Attack[] =>
  fc.sample(hostileLines(loot), { numRuns: RANDOM_ATTACKS, seed: SEED }).map((lines) => ({
    kind: "composed",
    lines,
    forbids: ["ended", "other", "unsealed"],
    keepsLive: false,
  }));
