import fc from "fast-check";
import type { Loot } from "./attacks.ts";
import { THIRD_PARTY } from "./honest.ts";
import { pairOf } from "./secret.ts";
import { namesLike, PLACES, valuesLike } from "./spellings.ts";

/**
 * Cookie lines that an attacker may compose of what is known of one name: spelled cookies in any place, beside sealed and
 * unsealed ones, and loose pieces that parsers trip over.
 */
export function hostileLines(loot: Loot): fc.Arbitrary<readonly string[]> {
  const { live, second, ended, other, unsealed } = loot;
  const seals = [live, second, ended, other].flatMap(({ seal }) => seal ?? []);
  const mustNot = fc.constantFrom(ended, other, unsealed);
  const value = mustNot.chain((cookie) => fc.constantFrom(...valuesLike(cookie.value)));
  const half = mustNot.chain(({ value }) => fc.constantFrom(value.slice(0, 21), value.slice(21), "chunks-2", ""));
  const name = fc.constantFrom(...namesLike(live.name), ...["C1", "C2", ".0", ".1"].map((end) => live.name + end));
  const spelled = fc
    .tuple(fc.constantFrom(...PLACES), name, fc.oneof(value, half))
    .map(([place, name, value]) => place(`${name}=${value}`));
  const known = fc.constantFrom(...[live, second, ended, other, unsealed].map(pairOf), ...seals, ...THIRD_PARTY);
  const piece = fc.constantFrom(
    ...["=", ";", "; ", ",", " ", "\t", '"', "\\", "%", "$", "[", "]", "%3B", "%3D", "%22", "%20", "\u00a0", "\u001f"],
    ...["$Version=1", "$Path=/", "__Host-", "__Secure-", live.name, `${live.name}=`, ended.value, other.value],
  );
  const loose = fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(""));
  const line = fc
    .tuple(
      fc.array(fc.oneof({ weight: 3, arbitrary: spelled }, { weight: 3, arbitrary: known }, loose), {
        minLength: 1,
        maxLength: 8,
      }),
      fc.constantFrom("; ", "; ", "; ", ";", ", ", " "),
    )
    .map(([parts, separator]) => parts.join(separator));
  return fc.array(line, { minLength: 1, maxLength: 2 });
}

/** Jars in which the live login stands among cookies that are none of the session's, in any order. */
export function honestLine({ live }: Loot): fc.Arbitrary<string> {
  const cookie = fc
    .tuple(fc.stringMatching(/^[a-z_][A-Za-z0-9_-]{0,12}$/), fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,24}$/))
    .filter(([name]) => !/^(?:__host-)?gth1-/i.test(name) && !isNear(name, live.name))
    .map(([name, value]) => `${name}=${value}`)
    .filter((text) => !isNear(text.slice(text.indexOf("=") + 1), live.name));
  return fc
    .tuple(fc.array(fc.oneof(cookie, fc.constantFrom(...THIRD_PARTY)), { maxLength: 20 }), fc.nat(20), fc.nat(20))
    .map(([cookies, first, last]) =>
      cookies
        .toSpliced(first, 0, pairOf(live))
        .toSpliced(last, 0, live.seal ?? "")
        .filter((text) => text !== "")
        .join("; "),
    );
}

/** Whether the name's first letters stand in a text: what is near a session's name is no honest cookie's. */
const isNear = (text: string, name: string): boolean => text.toLowerCase().includes(name.slice(0, 3).toLowerCase());
