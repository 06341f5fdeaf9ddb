import type { D1Migration } from "cloudflare:test";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly TEST_MIGRATIONS: D1Migration[];
      readonly OPERATOR_TOKEN: string;
      /** The demo product when it tells the gate nothing. */
      readonly SILENT_ORIGIN: Fetcher;
    }
  }
}
