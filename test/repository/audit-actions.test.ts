import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ACTIONS } from "../../src/console/activity/actions.ts";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));

/** How the source names an action: in a draft, to the functions that make one, in SQL, and in the table of the signals. */
const NAMED = [
  /(?:\beventOf\([^"]*|\bloginEvent\([^"]*|\baction: |'job', NULL, ')"?([a-z_]+\.[a-z_]+)['"]/g,
  /^ {2}\w+: "(session\.[a-z_]+)",$/gm,
];

test("every action of an account's trail has its sentence on the page of activity", () => {
  const named = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/^console\/(?:texts|activity)\//.test(file))
    .map((file) => readFileSync(resolve(SOURCE, file), "utf8"))
    .flatMap((text) => NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, action]) => action ?? "")))
    // The operator's own trail: no account's page shows it.
    .filter((action) => !action.startsWith("shared_host."));
  expect([...new Set(named)].sort()).toEqual([...ACTIONS].sort());
});
