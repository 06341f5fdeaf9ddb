import { expect, test } from "vitest";
import document from "../../../docs/openapi.json";
import text from "../../../docs/openapi.json?raw";
import { serveAdmin } from "../../../src/admin/app.ts";
import { call, makeDeps } from "../api.ts";

const PATH = "api/v1/openapi.json";

test("the API gives its own description, without a token", async () => {
  const answer = await call("GET", "/openapi.json", { token: null });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual(document);
});

test("the description is the file's own text", async () => {
  const answer = await serveAdmin(new Request(`https://admin.example.com/.gatehouse/${PATH}`), makeDeps());
  expect(answer.headers.get("Content-Type")).toBe("application/json");
  expect(await answer.text()).toBe(text);
});

test.each(["/_gate", "/a$&b"])("the description names the base path of this deployment: %s", async (basePath) => {
  const { config } = makeDeps();
  const request = new Request(`https://admin.example.com${basePath}/${PATH}`);
  const answer = await serveAdmin(request, makeDeps({ config: { ...config, basePath } }));
  const [server] = document.servers;
  const base_path = { ...server?.variables.base_path, default: basePath };
  expect(await answer.json()).toEqual({ ...document, servers: [{ ...server, variables: { base_path } }] });
});
