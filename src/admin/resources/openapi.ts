import * as z from "zod";
import document from "../../../docs/openapi.json";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { reply } from "../http/reply.ts";

const [SERVER] = document.servers;

const Document = z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) });

const getDescription = defineEndpoint({
  method: "get",
  path: "/openapi.json",
  access: "public",
  operationId: "getDescription",
  tag: "description",
  summary: "This description",
  responses: { 200: { description: "An OpenAPI 3.1 document.", schema: Document } },
  problems: [],
  async handle(_call, deps) {
    const base_path = { ...SERVER?.variables.base_path, default: deps.config.basePath };
    return reply(200, { ...document, servers: [{ ...SERVER, variables: { base_path } }] });
  },
});

export const openapiEndpoints: readonly Endpoint[] = [getDescription];
