import type { IncomingMessage, RequestListener } from "node:http";
import { parse } from "cookie";
import { type OriginServer, startOrigin } from "../origins/page.ts";

/** What came to the origin with one visit. */
export interface Arrival {
  /** The Cookie lines as they came, a character for a byte. */
  readonly cookie: readonly string[];
  readonly authorization: string | undefined;
  /** The request target. */
  readonly target: string;
  /** `Gatehouse-Session`: the id of a session on record. */
  readonly session: string | null;
}

export interface EchoOrigin extends OriginServer {
  /** What came with the visit of this mark (`?visit=`), or null. Each mark is of one request. */
  readonly arrivalOf: (mark: string) => Arrival | null;
}

/**
 * An origin that remembers what comes, and sets what it is told to: each `set` of the query is a Set-Cookie line, `status`
 * the status (200). `/login` makes the first value that it sets a session, `/dashboard` answers 401 without one of those
 * in the cookie of this name, `/logout` ends it. Any method will do.
 */
export async function startEchoOrigin(cookieName: string): Promise<EchoOrigin> {
  const arrivals = new Map<string, Arrival>();
  const sessions = new Set<string>();

  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? "/", "http://origin.invalid");
    arrivals.set(url.searchParams.get("visit") ?? "", arrivalIn(request));
    const lines = url.searchParams.getAll("set");
    const held = parse(request.headers.cookie ?? "")[cookieName] ?? "";
    if (url.pathname === "/login") sessions.add(valueIn(lines[0] ?? ""));
    if (url.pathname === "/logout") sessions.delete(held);
    const isRefused = url.pathname === "/dashboard" && !sessions.has(held);
    for (const line of lines) response.appendHeader("Set-Cookie", line);
    for (const line of url.searchParams.getAll("header")) {
      const [name = "", value = ""] = line.split(": ");
      response.appendHeader(name, value);
    }
    response.writeHead(isRefused ? 401 : Number(url.searchParams.get("status") ?? 200)).end();
  };
  return { ...(await startOrigin(listener)), arrivalOf: (mark) => arrivals.get(mark) ?? null };
}

const valueIn = (line: string): string => /^[^=]*=([^;]*)/.exec(line)?.[1]?.trim() ?? "";

function arrivalIn({ rawHeaders, headers, url }: IncomingMessage): Arrival {
  const cookie = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === "cookie");
  const session = headers["gatehouse-session"];
  return {
    cookie,
    authorization: headers.authorization,
    target: url ?? "",
    session: typeof session === "string" ? session : null,
  };
}
