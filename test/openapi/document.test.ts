import { lintFromString, loadConfig } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { ENDPOINTS } from "../../src/admin/endpoints.ts";
import { PROBLEMS } from "../../src/admin/http/problem.ts";
import { createDocument, TAGS } from "../../src/openapi/document.ts";
import { problemsOf } from "../../src/openapi/problems-of.ts";
import { problemsPage } from "../../src/openapi/problems-page.ts";
import { REQUEST_EXAMPLES } from "../../src/openapi/request-examples.ts";

// `npm run openapi` writes the files that are compared here.
const DOCUMENT = "../../docs/openapi.json";
const PROBLEMS_PAGE = "../../docs/problems.md";
const RULES = "test/openapi/redocly.yaml";

const TEXT = `${JSON.stringify(createDocument(ENDPOINTS), null, 2)}\n`;

describe("the API's description", () => {
  test("is the one that the schemas give", async () => {
    await expect(TEXT).toMatchFileSnapshot(DOCUMENT);
  });

  test("passes a public linter", async () => {
    const config = await loadConfig({ configPath: RULES });
    const problems = await lintFromString({ source: TEXT, absoluteRef: DOCUMENT, config });
    const found = problems.map(({ ruleId, message, location: [at] }) => `${ruleId}: ${message} (${at?.pointer})`);
    expect(found).toEqual([]);
  });

  test.each(ENDPOINTS)("groups $method $path under a heading that is explained", ({ description }) => {
    expect(Object.keys(TAGS)).toContain(description.tag);
  });

  test.each(ENDPOINTS)("lists no problem twice at $method $path", (endpoint) => {
    const codes = problemsOf(endpoint);
    expect(new Set(codes).size).toBe(codes.length);
  });
});

describe("an example", () => {
  const examples = Object.entries(REQUEST_EXAMPLES).flatMap(([operation, byMediaType]) =>
    Object.entries(byMediaType).flatMap(([mediaType, named]) =>
      Object.entries(named).map(([name, { value }]) => ({ operation, mediaType, name, value })),
    ),
  );

  test.each(examples)("of $operation is valid: $name ($mediaType)", ({ operation, mediaType, value }) => {
    const body = ENDPOINTS.find(({ description }) => description.operationId === operation)?.description.body;
    const read = body?.readers[mediaType];
    expect(read?.(typeof value === "string" ? value : JSON.stringify(value))).toMatchObject({ ok: true });
  });
});

describe("the page of problems", () => {
  test("is the one that the closed list gives", async () => {
    await expect(problemsPage()).toMatchFileSnapshot(PROBLEMS_PAGE);
  });

  test.each(Object.keys(PROBLEMS))("has one anchor for %s", (code) => {
    expect(problemsPage().match(new RegExp(`^## ${code}$`, "gm"))).toHaveLength(1);
  });
});
