import { Hono } from "hono";
import type { AdminDeps } from "./deps.ts";
import { ENDPOINTS } from "./endpoints.ts";
import type { Endpoint, RawCall } from "./http/endpoint.ts";
import { type Problem, problem } from "./http/problem.ts";
import { type Reply, toResponse } from "./http/reply.ts";

/** The API's own paths are below it; it is below the base path. */
export const API_PATH = "/api/v1";

export interface AdminEnv {
  Variables: { deps: AdminDeps };
}

/** The API as a Hono application; the code that mounts it sets `deps` for each request. */
export function createAdminApp(endpoints: readonly Endpoint[] = ENDPOINTS): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();

  for (const endpoint of endpoints) {
    app.on(endpoint.method, routingPath(endpoint.path), (c) => {
      const raw = { request: c.req.raw, params: c.req.param(), query: readQuery(c.req.raw.url) };
      return answer(c.var.deps, () => endpoint.serve(raw, c.var.deps));
    });
  }

  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    const methods = endpoints.filter((endpoint) => endpoint.path === path).map(({ method }) => method.toUpperCase());
    const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].join(", ");
    app.all(routingPath(path), (c) => answer(c.var.deps, async () => methodNotAllowed(allow)));
  }

  // Hono's `notFound` would be the one of the application that this is mounted in.
  app.all("*", (c) => answer(c.var.deps, async () => nothingHere()));
  return app;
}

let mounted: { readonly prefix: string; readonly app: Hono<{ Bindings: { deps: AdminDeps } } & AdminEnv> } | null =
  null;

/** Answers a request to the API. The application is made once per isolate; all that belongs to one call is in `deps`. */
export async function serveAdmin(request: Request, deps: AdminDeps): Promise<Response> {
  const prefix = `${deps.config.basePath}${API_PATH}`;
  if (mounted?.prefix !== prefix) {
    const app = new Hono<{ Bindings: { deps: AdminDeps } } & AdminEnv>();
    app.use(async (c, next) => {
      c.set("deps", c.env.deps);
      await next();
    });
    app.route(prefix, createAdminApp());
    app.notFound((c) => answer(c.var.deps, async () => nothingHere()));
    mounted = { prefix, app };
  }
  return mounted.app.fetch(request, { deps });
}

const routingPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ":$1");

const nothingHere = (): Problem<"not_found"> => problem("not_found", "Check the path against the API's description.");

function methodNotAllowed(allow: string): Problem<"method_not_allowed"> {
  return problem("method_not_allowed", `Allowed methods: ${allow}.`, { headers: { Allow: allow } });
}

/** A parameter that is given twice stays two values, which no schema accepts: neither of them is chosen by guessing. */
function readQuery(url: string): RawCall["query"] {
  const parameters = new URL(url).searchParams;
  const names = new Set(parameters.keys());
  return Object.fromEntries([...names].map((name) => [name, single(parameters.getAll(name))]));
}

const single = (values: string[]): string | readonly string[] => (values.length === 1 ? (values[0] ?? "") : values);

/** The answer as a Response. An exception is a bug or a failing store: the log gets all of it, the caller a reference. */
async function answer(deps: AdminDeps, work: () => Promise<Reply | Problem>): Promise<Response> {
  try {
    return toResponse(await work(), deps.requestId);
  } catch (error) {
    deps.log("admin_failed", {
      request_id: deps.requestId,
      error: error instanceof Error ? error.stack : String(error),
    });
    return toResponse(failureOf(error), deps.requestId);
  }
}

function failureOf(error: unknown): Problem<"internal_error" | "unavailable"> {
  if (error instanceof Error && /^(?:D1_|KV )/.test(error.message)) {
    return problem("unavailable", "Nothing is known to be saved. Try again in a moment.", {
      headers: { "Retry-After": "5" },
    });
  }
  return problem("internal_error", "The operator's log has the reason under this request_id.");
}
