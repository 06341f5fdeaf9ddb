import { html } from "hono/html";
import type { User } from "./users.ts";

/** What `html` gives: text in which every inserted value is escaped. */
export type Markup = ReturnType<typeof html>;

export interface Page {
  readonly title: string;
  readonly user: User | null;
  readonly main: Markup;
}

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "private, no-store",
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
};

/** A whole page of the CRM as a response that no cache keeps. */
export async function renderPage(request: Request, page: Page, status = 200): Promise<Response> {
  const document = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${page.title} · Larkspur CRM</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <a class="skip" href="#main">Skip to content</a>
    <header>
      <a class="brand" href="/dashboard">Larkspur <span>CRM</span></a>
      ${page.user === null ? "" : menu()}
      ${page.user === null ? "" : account(page.user)}
    </header>
    <main id="main">
      ${page.main}
    </main>
    ${footer(request.headers)}
  </body>
</html>
`;
  return new Response(String(await document), { status, headers: HEADERS });
}

function menu(): Markup {
  return html`<nav aria-label="Main">
        <a href="/dashboard">Leads</a>
        <a href="/settings">Settings</a>
        <a href="/profile">Profile</a>
      </nav>`;
}

function account(user: User): Markup {
  return html`<form class="account" method="post" action="/logout">
        <span>${user.name}</span>
        <button class="quiet">Log out</button>
      </form>`;
}

/** Shows what the gate told this server about the visit; nothing when there is no gate in front. */
function footer(headers: Headers): Markup | "" {
  const name = headers.get("Gatehouse-Account");
  if (name === null) return "";
  return html`<footer>
      <p>Let in by Gatehouse: account <b>${name}</b>, address <b>${headers.get("Gatehouse-Address") ?? "unknown"}</b>,
        request <code>${headers.get("Gatehouse-Request-Id") ?? "unknown"}</code>.</p>
    </footer>`;
}
