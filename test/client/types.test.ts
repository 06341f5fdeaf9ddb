import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What has a default may be left out. */
const OPTIONS = { defaultNonNullable: false };

// `npm run openapi` writes them anew.
test("the client's types are those of the API's description", async () => {
  const types = astToString(await openapiTS(readFileSync(at("../../docs/openapi.json"), "utf8"), OPTIONS));
  await expect(`// Generated from docs/openapi.json by openapi-typescript.\n${types}`).toMatchFileSnapshot(
    at("api.d.ts"),
  );
});
