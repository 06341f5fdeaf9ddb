import { Hono } from "hono";
import { chooseAccount } from "./access/choose.tsx";
import { languageCookie, readLanguageCookie } from "./access/cookies.ts";
import { enter, showEntrance } from "./access/enter.tsx";
import { logIn, logOut, showLogin } from "./access/login.tsx";
import { plainPage } from "./access/plain.tsx";
import { failurePage, refuseForeignForm } from "./access/refusals.tsx";
import { serveAsset } from "./assets/assets.ts";
import type { ConsoleDeps } from "./deps.ts";
import { allNeeds, type Section } from "./page.ts";
import type { ConsoleRequest } from "./request.ts";
import { redirectResponse, withCookie } from "./respond.ts";
import { SECTIONS } from "./sections.ts";
import { frontPage, serveAct, servePage } from "./serve-section.tsx";
import { chooseTexts, isLanguage } from "./texts/languages.ts";

// How a section is added (denied visits, say):
// 1. src/console/denials/section.ts exports a `Section` (page.ts): its menu item, the right it needs, its pages and
//    the acts that its forms post to. src/console/sections.ts lists it. That is all the wiring there is.
// 2. A page is `async (visit) => Answer`. It reads and changes through src/allowlist and src/accounts, as the API does, so
//    that no rule is written twice:
//      const found = await listDenials(visit.deps, visit.account.id, { limit: 50 });
//      if (!found.ok) return refusalPage(visit, found.error);
//    At most 3 D1 queries, including the one that let the visitor in (`visit.account` is known from it).
// 3. Its texts are src/console/texts/en/denials.ts and es/denials.ts, listed in en.ts and es.ts. None stand in pages.
// 4. Forms are `<Form visit action="/denials/allow">` (parts/form.tsx: account and CSRF come with it) with TextField, Checkbox,
//    Radio and ErrorSummary; an act answers `redirect` when it is done (`?done=…` names a notice), and its page again
//    with the fields as they were typed when something is wrong (status 422, hasErrors).
// 5. Lists are `<Table>` and `<Pager>`, moments `<Time>`, what people wrote stands in `<bdi>`, addresses in `<Code>`.

/** What Hono hands from request to handler: all of it belongs to one request. */
interface ConsoleEnv {
  Bindings: { deps: ConsoleDeps };
  Variables: { asked: ConsoleRequest };
}

let mounted: { readonly basePath: string; readonly app: Hono<ConsoleEnv> } | null = null;

/** Answers a request to the console. The application is made once an isolate. */
export async function serveConsole(request: Request, deps: ConsoleDeps): Promise<Response> {
  const { basePath } = deps.config;
  if (mounted?.basePath !== basePath) mounted = { basePath, app: createConsole(basePath, SECTIONS) };
  return mounted.app.fetch(request, { deps });
}

function createConsole(basePath: string, sections: readonly Section[]): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const destination = (wanted: string | null): string => {
    // A page names its account, and the login decides to which account it leads.
    const path = wanted?.replace(/^\/a\/[a-z0-9-]{1,63}(?=\/)/, "") ?? "/";
    return sections.some(({ menu }) => menu.path === path) ? path : "/";
  };

  app.use(async (c, next) => {
    c.set("asked", readRequest(c.req.raw, c.env.deps));
    await next();
    // The switch of languages is a link to the page itself, which also keeps the choice.
    const chosen = c.var.asked.url.searchParams.get("lang");
    if (chosen !== null && isLanguage(chosen)) withCookie(c.res, languageCookie(chosen, basePath));
  });

  const at = (path: string): string => basePath + path;
  const params = (asked: ConsoleRequest, values: Readonly<Record<string, string>>) => ({ ...asked, params: values });
  app.get(basePath, (c) => redirectResponse(at("/"), c.env.deps.requestId));
  app.get(at("/assets/:name"), (c) => serveAsset(c.req.param("name") ?? "") ?? notFound(c.var.asked));
  app.get(at("/"), (c) => chooseAccount(c.var.asked, "/"));
  app.get(at("/enter/:code"), (c) => showEntrance(params(c.var.asked, c.req.param())));
  app.post(at("/enter/:code"), (c) => enter(params(c.var.asked, c.req.param()), destination));
  app.get(at("/login"), (c) => showLogin(c.var.asked));
  app.post(at("/login"), (c) => logIn(c.var.asked, allNeeds(sections), destination));

  const of = (path: string): string => at(`/a/:account{[a-z0-9-]{1,63}}${path}`);
  for (const front of [of(""), of("/")]) {
    app.get(front, (c) => frontPage(params(c.var.asked, c.req.param()), sections));
  }
  app.post(of("/logout"), (c) => logOut(params(c.var.asked, c.req.param())));
  for (const section of sections) {
    for (const [path, show] of Object.entries(section.pages)) {
      app.get(of(path), (c) => servePage(params(c.var.asked, c.req.param()), { section, sections, show }));
      // As it was before pages named their account. Forms from then are not heard: they name none.
      app.get(at(path), (c) => chooseAccount(c.var.asked, c.var.asked.url.pathname.slice(basePath.length)));
    }
    for (const [path, act] of Object.entries(section.acts)) {
      app.post(of(path), (c) => serveAct(params(c.var.asked, c.req.param()), { section, sections, act }));
      app.post(at(path), (c) => refuseForeignForm(c.var.asked));
    }
  }

  app.all("*", (c) => notFound(c.var.asked));
  app.onError((error, c) => {
    const { deps } = c.env;
    deps.log("console_failed", { request_id: deps.requestId, error: error.stack ?? String(error) });
    // D1 and KV say so themselves; anything else is a bug.
    return failurePage(readRequest(c.req.raw, deps), /^(?:D1_|KV )/.test(error.message) ? 503 : 500);
  });
  return app;
}

function readRequest(request: Request, deps: ConsoleDeps): ConsoleRequest {
  const url = new URL(request.url);
  const asked = url.searchParams.get("lang");
  const chosen = asked !== null && isLanguage(asked) ? asked : readLanguageCookie(request.headers);
  const texts = chooseTexts(chosen, request.headers.get("Accept-Language"));
  return { request, url, deps, texts, params: {}, href: (path) => deps.config.basePath + path };
}

function notFound(asked: ConsoleRequest): Promise<Response> {
  const { notFound: words } = asked.texts.common;
  const content = (
    <>
      <p>{words.text}</p>
      <p>
        <a href={asked.href("/")}>{words.home}</a>
      </p>
    </>
  );
  return plainPage(asked, { status: 404, title: words.title, content, self: "/" });
}
