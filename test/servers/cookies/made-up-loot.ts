import { createHash } from "node:crypto";
import type { Loot } from "./attacks.ts";
import { type SealedCookie, sealNameOf } from "./secret.ts";

/** 43 characters of base64url, which are 32 bytes: the same for the same text. */
const random = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** Loot without a Gatehouse: seals of the right form that nothing can verify. */
export function madeUpLoot(name: string): Loot {
  const cookie = (held: string, isSealed = true): SealedCookie => ({
    name,
    value: random(`value ${held} ${name}`),
    seal: isSealed ? `${sealNameOf(name)}=${madeUpSeal(`${held} ${name}`)}` : null,
  });
  return {
    live: cookie("live"),
    second: cookie("second"),
    ended: cookie("ended"),
    other: cookie("other"),
    unsealed: cookie("unsealed", false),
  };
}

const madeUpSeal = (text: string): string =>
  ["1k1", "0a", random(`id ${text}`).slice(0, 16), "t4qkgst4qkgs", random(`mac ${text}`).slice(0, 22)].join(".");
