import type { RouteConfig } from "@hono/zod-openapi";
import * as z from "zod";
import type { Access } from "../admin/auth.ts";
import type { Endpoint, ResponseSpec } from "../admin/endpoint.ts";
import { describeProblems, references } from "./problem-components.ts";
import { problemsOf } from "./problems-of.ts";

type Responses = RouteConfig["responses"];

/** The OpenAPI description of an endpoint, from the same schemas that validate its calls. */
export function describeEndpoint(endpoint: Endpoint): RouteConfig {
  const { method, path, access, description: spec } = endpoint;
  const { operationId, summary, description, tag, params, query, body, ifMatch } = spec;
  return {
    method,
    path,
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: securityOf(access),
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { required: true, content: { ...body.content } } }),
      ...(ifMatch === undefined ? {} : { headers: ifMatchHeader(ifMatch) }),
    },
    responses: { ...successes(endpoint), ...describeProblems(problemsOf(endpoint)) },
  };
}

/** Either scheme suffices; an account's token needs the scope too (OpenAPI 3.1, Security Requirement: role names). */
function securityOf(access: Access): Record<string, string[]>[] {
  if (access === "public") return [];
  const operator = { operator_token: [] };
  if (access === "operator") return [operator];
  return [operator, { account_token: access.includes(":") ? [access] : [] }];
}

function ifMatchHeader(use: "required" | "honoured"): z.ZodObject {
  const tag = z.string().meta({
    description: "ETags of the revision that the change is meant for, or `*`. Weak tags count too.",
    examples: ['"12"'],
  });
  return z.object({ "If-Match": use === "required" ? tag : tag.optional() });
}

function successes({ responses }: Endpoint): Responses {
  return Object.fromEntries(Object.entries(responses).map(([status, spec]) => [status, success(spec)]));
}

function success({ description, schema, alternatives, etag }: ResponseSpec): Responses[string] {
  const others = (alternatives ?? []).map((mediaType) => [mediaType, { schema: z.string() }] as const);
  const names = ["Gatehouse-Request-Id", ...(etag === true ? ["ETag"] : [])];
  return {
    description,
    headers: references("headers", names),
    content: Object.fromEntries([["application/json", { schema }] as const, ...others]),
  };
}
