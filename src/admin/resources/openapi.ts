import * as z from "zod";
// The text of the file. Deployed, it is a module of its own (`rules` in wrangler.toml). `?raw` tells Vite, which runs the
// tests; `type: "text"` tells esbuild, when tests and benchmarks bundle the Worker without wrangler.
import text from "../../../docs/openapi.json?raw" with { type: "text" };
import { DEFAULT_BASE_PATH } from "../../config/config.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { replyText } from "../http/reply.ts";

/** The one place where the description names the base path by itself: the default of a variable of its server. */
const BASE_PATH_IN_TEXT = `"default": ${JSON.stringify(DEFAULT_BASE_PATH)}`;

const Document = z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) });

const getDescription = defineEndpoint({
  method: "get",
  path: "/openapi.json",
  access: "public",
  operationId: "getDescription",
  tag: "description",
  summary: "This description",
  responses: { 200: { description: "An OpenAPI 3.1 document.", schema: Document, isText: true } },
  problems: [],
  async handle(_call, deps) {
    const ours = text.replace(BASE_PATH_IN_TEXT, () => `"default": ${JSON.stringify(deps.config.basePath)}`);
    return replyText(200, ours);
  },
});

export const openapiEndpoints: readonly Endpoint[] = [getDescription];
