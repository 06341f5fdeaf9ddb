import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (name: string): string => readFileSync(new URL(`../origin/${name}`, import.meta.url), "utf8");
const settings = (toml: string): string => toml.replace(/^#.*\n/gm, "");

it("is the same product with signals and without", () => {
  const speaking = settings(read("wrangler.toml"));
  expect(speaking.match(/SIGNALS = "on"/g)).toHaveLength(2);
  expect(settings(read("without-signals.toml"))).toBe(speaking.replaceAll('SIGNALS = "on"', 'SIGNALS = "off"'));
});
