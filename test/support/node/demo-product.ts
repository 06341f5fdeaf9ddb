import { fileURLToPath } from "node:url";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { bundleWorker } from "./bundle.ts";

/** The name under which wrangler.toml binds the demo product as ORIGIN; test/origin/wrangler.toml says the same. */
const DEMO_PRODUCT = "gatehouse-demo-product";
/** The same product when it knows of no gate. */
export const SILENT_PRODUCT = "gatehouse-silent-product";

/** The demo product as further Workers of the tests' runtime, one that signals and one that does not. */
export const demoProductWorkers = () => [
  demoProductWorker(DEMO_PRODUCT, "wrangler.toml"),
  demoProductWorker(SILENT_PRODUCT, "without-signals.toml"),
];

/** Its bindings come from its own configuration. */
function demoProductWorker(name: string, file: string) {
  const config = fileURLToPath(new URL(`../../origin/${file}`, import.meta.url));
  const { main, workerOptions } = readWorkerOptions(config);
  if (main === undefined) throw new Error(`${config} names no main`);
  return {
    ...workerOptions,
    name,
    modules: [{ type: "ESModule" as const, path: "index.js", contents: bundleWorker(main) }],
  };
}
