import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What an origin answered with. Whatever is neither api nor public is a dashboard page: many products end in one. */
export type Page = "dashboard" | "api" | "public";

/** An origin of its own on a loopback port. */
export interface OriginServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Marks the answer with its page, and with the request target as it arrived. */
export function answerPage(request: IncomingMessage, response: ServerResponse, page: Page): void {
  response.setHeader("X-Page", page);
  response.setHeader("X-Received", encodeURIComponent(request.url ?? ""));
  response.end(`${page}\n`);
}

/** The page of a path that a server has decoded and resolved. */
export function pageOf(path: string): Page {
  if (path.startsWith("/api/") || /^\/rpc(?:\/|$)/.test(path)) return "api";
  return /^\/(?:webhooks\/|files)/.test(path) ? "public" : "dashboard";
}

/** The path of a request target in any form, without query and fragment, as simple servers take it. */
export const pathOf = (target: string): string =>
  target.replace(/[?#].*$/s, "").replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "");

/** Resolves dot segments and empty segments, without touching anything else. */
export function resolveSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  const end = kept.length > 0 && /\/\.{0,2}$/.test(path) ? "/" : "";
  return `/${kept.join("/")}${end}`;
}

/** Decodes escapes once, or null when there is a broken one. */
export function decodeOnce(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/** An origin that answers what `read` makes of the request target; null: it cannot be read, 400. */
export function readingOrigin(read: (target: string) => string | null): RequestListener {
  return (request, response) => {
    const path = read(request.url ?? "");
    if (path === null) response.writeHead(400).end();
    else answerPage(request, response, pageOf(path));
  };
}

export async function startOrigin(listener: RequestListener): Promise<OriginServer> {
  const server = createServer(listener);
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject).listen({ host: "127.0.0.1", port: 0 }, resolve);
  await listening;
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const { promise: closed, resolve: onClosed } = Promise.withResolvers<void>();
      server.close(() => onClosed());
      server.closeAllConnections();
      await closed;
    },
  };
}
