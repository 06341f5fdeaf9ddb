import { fileURLToPath } from "node:url";
import { expressOrigin } from "../origins/express.ts";
import { readingOrigin, startOrigin } from "../origins/page.ts";
import { readLikeTomcat } from "../origins/readers.ts";
import { describeReplay, type ReplayOrigin } from "../replay.ts";
import { type Locations, startNginx } from "./nginx.ts";

const PAGES = fileURLToPath(new URL("../origins/pages", import.meta.url));

const answer = (page: string): string => `add_header X-Page ${page}; return 200 "${page}\\n";`;

/** nginx answers by itself: prefix locations, and the dashboard for everything else. */
const PLAIN: Locations = `
    location / { ${answer("dashboard")} }
    location /dashboard { ${answer("dashboard")} }
    location /api/ { ${answer("api")} }
    location = /rpc { ${answer("api")} }
    location /rpc/ { ${answer("api")} }
    location /webhooks/ { ${answer("public")} }
    location /files { ${answer("public")} }`;

/** Static pages with the classic mistake: an alias with a slash at its end behind a location without one. */
const ALIAS: Locations = `${PLAIN.replace(/\n *location \/files [^\n]*/, "")}
    location /files {
      alias ${PAGES}/files/;
      set $page public;
      if ($request_filename ~ "/dashboard/index\\.html$") { set $page dashboard; }
      if (!-f $request_filename) { set $page public; }
      add_header X-Page $page always;
    }`;

/** nginx rewrites the path: what goes on is the decoded, merged and resolved one, escaped again. */
const rewriting = (port: number): Locations => `
    location / { proxy_pass http://127.0.0.1:${port}; }
    location /api/ { proxy_pass http://127.0.0.1:${port}/api/; }
    location = /rpc { proxy_pass http://127.0.0.1:${port}/rpc; }
    location /rpc/ { proxy_pass http://127.0.0.1:${port}/rpc/; }
    location /webhooks/ { proxy_pass http://127.0.0.1:${port}/webhooks/; }
    location /files { proxy_pass http://127.0.0.1:${port}/files/; }`;

/** nginx guards the dashboard but for two pages, judging by the path that it has read, and passes on the target as it came. */
const passing = (port: number): Locations => `
    location / { proxy_pass http://127.0.0.1:${port}; }
    location /dashboard { return 403; }
    location = /dashboard { proxy_pass http://127.0.0.1:${port}; }
    location = /dashboard/index.html { proxy_pass http://127.0.0.1:${port}; }`;

/** Half of what was counted when this was written; far above nothing. */
const DECEIVED_BY = { nginx: 37, "nginx with an alias": 37, "nginx before Express": 32, "nginx before Tomcat": 68 };

describeReplay(async () => {
  const express = await startOrigin(expressOrigin());
  const tomcat = await startOrigin(readingOrigin(readLikeTomcat));
  const blocks = {
    nginx: PLAIN,
    "nginx with an alias": ALIAS,
    "nginx before Express": rewriting(express.port),
    "nginx before Tomcat": passing(tomcat.port),
  };
  const nginx = await startNginx(blocks);
  const closers = [nginx.close, express.close, tomcat.close];
  const started = new Map<string, ReplayOrigin>();
  for (const [name, deceivedBy] of Object.entries(DECEIVED_BY)) {
    const port = nginx.ports.get(name);
    if (port === undefined) throw new Error(`nginx has no ${name}`);
    // All of them end with the first.
    const close = async (): Promise<void> => void (await Promise.all(closers.splice(0).map((end) => end())));
    started.set(name, { port, deceivedBy, close });
  }
  return started;
}, Object.keys(DECEIVED_BY));
