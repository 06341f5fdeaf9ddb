import type { RequestListener } from "node:http";
import createRouter from "find-my-way";
import { answerPage, type Page } from "./page.ts";

// A constant of its own, because the package's types lack one of its options.
const LENIENT = { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true, useSemicolonDelimiter: true } as const;

/** A radix-tree router (find-my-way, Fastify's) with every leniency that it has. */
export function findMyWayOrigin(): RequestListener {
  const router = createRouter({
    ...LENIENT,
    defaultRoute: (request, response) => answerPage(request as never, response as never, "dashboard"),
  });
  const routes: readonly (readonly [string, Page])[] = [
    ["/api/*", "api"],
    ["/rpc", "api"],
    ["/rpc/*", "api"],
    ["/webhooks/*", "public"],
    ["/files*", "public"],
  ];
  for (const [path, page] of routes) {
    router.on("GET", path, (request, response) => answerPage(request as never, response as never, page));
  }
  return (request, response) => router.lookup(request, response);
}
