import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";

/** The name under which wrangler.toml binds the demo product as ORIGIN; test/origin/wrangler.toml says the same. */
const DEMO_PRODUCT = "gatehouse-demo-product";
const CONFIG = fileURLToPath(new URL("../../origin/wrangler.toml", import.meta.url));

/** The demo product as a second Worker of the tests' runtime: its bindings come from its own wrangler.toml. */
export function demoProductWorker() {
  const { main, workerOptions } = readWorkerOptions(CONFIG);
  if (main === undefined) throw new Error(`${CONFIG} names no main`);
  return {
    ...workerOptions,
    name: DEMO_PRODUCT,
    modules: [{ type: "ESModule" as const, path: "index.js", contents: bundle(main) }],
  };
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return output.text;
}
