import type { RequestListener, ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { answerPage, type Page } from "./page.ts";

const PAGES = fileURLToPath(new URL("pages", import.meta.url));

/**
 * Express as it is usually set up: static pages first (`send` decodes the path and resolves dot segments by itself),
 * then the routes (pages about the API and the webhooks among them, which Express serves with a slash at the end too),
 * then the dashboard's own page for everything else.
 */
export function expressOrigin(): RequestListener {
  const app = express();
  const routes: readonly (readonly [string, Page])[] = [
    ["/api", "dashboard"],
    ["/webhooks", "dashboard"],
    ["/api/{*rest}", "api"],
    ["/rpc", "api"],
    ["/rpc/{*rest}", "api"],
    ["/webhooks/{*rest}", "public"],
    ["/files{*rest}", "public"],
  ];
  app.set("env", "test"); // keeps its errors off the terminal
  app.use(express.static(PAGES, { redirect: false, setHeaders }));
  for (const [path, page] of routes) app.all(path, (request, response) => answerPage(request, response, page));
  app.use((request, response) => answerPage(request, response, "dashboard"));
  return app;
}

function setHeaders(response: ServerResponse, file: string): void {
  response.setHeader("X-Page", file.startsWith(`${PAGES}/files/`) ? "public" : "dashboard");
}
