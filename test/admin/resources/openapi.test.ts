import { expect, test } from "vitest";
import document from "../../../docs/openapi.json";
import { serveAdmin } from "../../../src/admin/app.ts";
import { call, makeDeps } from "../api.ts";

test("the API gives its own description, without a token", async () => {
  const answer = await call("GET", "/openapi.json", { token: null });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual(document);
});

test("the description names the base path of this deployment", async () => {
  const { config } = makeDeps();
  const request = new Request("https://admin.example.com/_gate/api/v1/openapi.json");
  const answer = await serveAdmin(request, makeDeps({ config: { ...config, basePath: "/_gate" } }));
  const { servers, paths } = await answer.json<typeof document>();
  expect(servers[0]?.variables.base_path.default).toBe("/_gate");
  expect(paths).toEqual(document.paths);
});
