import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";

const config = fileURLToPath(new URL("../../wrangler.toml", import.meta.url));
const deployed = unstable_readConfig({ config });
const demo = unstable_readConfig({ config, env: "demo" });

describe("what is deployed", () => {
  test("is reached through its routes alone: no workers.dev address, no preview URLs (docs/security.md, row 11)", () => {
    expect(deployed).toMatchObject({ workers_dev: false, preview_urls: false });
    expect(demo).toMatchObject({ workers_dev: false, preview_urls: false });
  });

  test("has no cache or static assets before the Worker (row 12)", () => {
    expect(deployed.assets).toBeUndefined();
    expect(deployed.cache?.enabled ?? false).toBe(false);
  });

  test("has no flag that changes what fetch reaches or how failures pass (row 22)", () => {
    expect(deployed.compatibility_flags).toEqual([]);
  });

  test("names no database or namespace of anybody's: deploy provisions them", () => {
    expect(deployed.d1_databases).toMatchObject([{ binding: "DB", migrations_dir: "src/storage/migrations" }]);
    expect(deployed.d1_databases[0]?.database_id).toBeUndefined();
    expect(deployed.kv_namespaces).toEqual([{ binding: "LISTS" }]);
  });

  test("bounds failed authentications by a limit of its own (row 21)", () => {
    expect(deployed.ratelimits).toEqual([
      { name: "ATTEMPTS", namespace_id: expect.any(String), simple: { limit: 20, period: 60 } },
    ]);
  });

  test("runs its jobs every minute and is observable", () => {
    expect(deployed.triggers.crons).toEqual(["* * * * *"]);
    expect(deployed.observability?.enabled).toBe(true);
  });

  test("knows nothing of the demo product", () => {
    expect(deployed.services).toEqual([]);
  });
});

test("the demo runs the same Worker with the same bindings, and the demo product behind it", () => {
  expect(demo.main).toBe(deployed.main);
  expect(demo.compatibility_date).toBe(deployed.compatibility_date);
  for (const key of ["kv_namespaces", "d1_databases", "ratelimits", "triggers"] as const) {
    expect(demo[key], key).toEqual(deployed[key]);
  }
  expect(demo.services).toMatchObject([{ binding: "ORIGIN", service: "gatehouse-demo-product" }]);
});
