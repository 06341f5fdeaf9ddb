import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/security.md");

/** `file`: “name”, “name” — as the page names its proofs. */
const proofs = [...page.matchAll(/`(test\/[^`]+)`:((?:,? “[^”]+”)+)/g)].flatMap(([, file = "", names = ""]) =>
  [...names.matchAll(/“([^”]+)”/g)].map(([, name = ""]) => ({ file, name })),
);

test("every proof that the page of security names is a test", () => {
  expect(proofs.length).toBeGreaterThan(80);
  expect(proofs.filter(({ file, name }) => !read(file).includes(JSON.stringify(name).slice(1, -1)))).toEqual([]);
  expect(page.match(/“/g)).toHaveLength(proofs.length);
});

test("every requirement of ASVS 5.0 V7, and every known way around, has its line", () => {
  const counts = { 1: 3, 2: 4, 3: 2, 4: 5, 5: 3, 6: 2 };
  const requirements = Object.entries(counts).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `7.${section}.${index + 1}`),
  );
  expect([...page.matchAll(/^\| \*\*([\d.]+)\*\*/gm)].map(([, id]) => id)).toEqual(requirements);
  const rows = Array.from({ length: 31 }, (_, index) => String(index + 1));
  expect([...page.matchAll(/^\| (\d+) \|/gm)].map(([, row]) => row)).toEqual(rows);
});
