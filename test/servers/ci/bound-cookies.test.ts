import { describe, expect, test } from "vitest";
import { attacksWith } from "../cookies/attacks.ts";
import { COOKIE_NAMES } from "../cookies/cookie-names.ts";
import { describeBoundCookies } from "../cookies/describe-bound-cookies.ts";
import { madeUpLoot } from "../cookies/made-up-loot.ts";
import { passModelGate } from "../cookies/model-gate.ts";
import { holds } from "../cookies/secret.ts";
import { REAL_READERS } from "./real-readers.ts";

describe.each(Object.entries(REAL_READERS))("%s by itself", (_, read) => {
  test.each(COOKIE_NAMES)(
    "is deceived by the corpus of %s without a gate, and not behind the one of the design",
    async (name) => {
      const loot = madeUpLoot(name);
      const attacks = attacksWith(loot);
      const deceivedBy = async (headers: readonly string[]) => {
        const readings = await read(headers, name);
        return attacks.filter(({ forbids }, index) =>
          forbids.some((held) => readings[index]?.some((reading) => holds(reading, loot[held].value))),
        );
      };
      expect((await deceivedBy(attacks.map(({ lines }) => lines.join("; ")))).length).toBeGreaterThan(50);
      expect(await deceivedBy(attacks.map(({ lines }) => passModelGate(lines, loot)))).toEqual([]);
    },
  );
});

describeBoundCookies(COOKIE_NAMES, REAL_READERS);
