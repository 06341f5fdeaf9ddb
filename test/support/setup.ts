import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, vi } from "vitest";

// The demo's profile has sessions, whose credentials are hashed under a secret: no file of the repository holds one.
Object.assign(env, { CREDENTIAL_KEY: "credential-key-for-tests-0123456789abcdef" });

// One isolate for all files (four times faster than one each): every file starts from empty bindings and fresh modules.
beforeAll(async () => {
  vi.resetModules();
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
});
