/** Runs the benchmarks of this folder one after the other, or those whose names begin with an argument. Linux alone. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const wanted = process.argv.slice(2);
const benches = readdirSync(new URL(".", import.meta.url))
  .filter((name) => name.endsWith(".bench.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((begin) => name.startsWith(begin)))
  .sort();

for (const name of benches) {
  console.log(`\n## ${name}\n`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(name, import.meta.url))], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
