import { expect, test } from "vitest";
import { ENDPOINTS } from "../../src/admin/endpoints.ts";
import { createDocument } from "../../src/openapi/document.ts";

const DOCUMENT = "../../docs/openapi.json";

// `npm run openapi` writes what the tests of this folder compare.
test("the committed description is the one that the schemas give", async () => {
  await expect(`${JSON.stringify(createDocument(ENDPOINTS), null, 2)}\n`).toMatchFileSnapshot(DOCUMENT);
});
