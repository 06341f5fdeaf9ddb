import * as z from "zod";
// `?raw` is how Vite asks for a file's text, `type: "text"` how esbuild and so wrangler does.
import text from "../../../docs/openapi.json?raw" with { type: "text" };
import { DEFAULT_BASE_PATH } from "../../config.ts";
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
