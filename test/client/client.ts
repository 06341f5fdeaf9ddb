import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./api.d.ts";

export type Gatehouse = Client<paths>;
export type Problem = components["schemas"]["Problem"];

/** A client of the API: every path, parameter, body, answer and problem has the type that the description gives it. */
export function createGatehouse(baseUrl: string, token: string): Gatehouse {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
}
