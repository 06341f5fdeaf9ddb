import { type Context, Hono } from "hono";
import {
  changePassword,
  checkPassword,
  closeSession,
  findApiUser,
  findSessionUser,
  issueTokens,
  type LoggedIn,
  openSession,
  refreshTokens,
  switchCompany,
  type Tokens,
} from "./auth.ts";
import { answerBigFile } from "./big-file.ts";
import { chooseCompany, describeIdentity } from "./companies.ts";
import { type ConsolePage, makeConsoleLink } from "./console.ts";
import { renderDashboardPage } from "./dashboard-page.ts";
import { readFields } from "./fields.ts";
import { LEADS } from "./leads.ts";
import { renderLoginPage } from "./login-page.ts";
import { renderNoConsolePage, renderProfilePage, renderSettingsPage } from "./menu-pages.ts";
import { describeSession, LOGOUT, passwordChanged, type Signal, signalHeader } from "./signals.ts";
import type { OriginEnv } from "./store.ts";
import { answerEvents, answerLive, answerUpload } from "./streams.ts";
import { STYLE } from "./style.ts";
import { answerCookies, answerDebugRequest, answerGo } from "./wire.ts";

type Visit = Context<{ Bindings: OriginEnv }>;

const NO_STORE = { "Cache-Control": "no-store" };

/** The demo product: a small CRM that answers on any host. All that it knows of the gate in front is in signals.ts. */
const app = new Hono<{ Bindings: OriginEnv }>();

app.on("GET", ["/", "/dashboard"], (c) => {
  const outcome = c.req.query("password") === "changed" ? "changed" : null;
  return withSession(c, ({ user, login }) => renderDashboardPage(c.req.raw, user, outcome, login.company));
});
// The menu of Kommo's help articles: two of its items are pages of the gate's console.
app.get("/settings", (c) => withSession(c, ({ user }) => renderSettingsPage(c.req.raw, user)));
app.get("/profile", (c) => withSession(c, ({ user }) => renderProfilePage(c.req.raw, user)));
app.get("/settings/users/allowlist", (c) => openConsole(c, "/allowlist"));
app.get("/profile/sessions", (c) => openConsole(c, "/sessions"));
app.get("/style.css", (c) =>
  c.body(STYLE, 200, { "Content-Type": "text/css; charset=utf-8", "Cache-Control": "no-cache" }),
);

app.get("/login", (c) => renderLoginPage(c.req.raw, { email: "", error: null }));
app.post("/login", async (c) => {
  const field = await readFields(c.req.raw);
  const email = field("email");
  const user = await checkPassword(c.env.STORE, email, field("password"));
  if (user === null) return renderLoginPage(c.req.raw, { email, error: "That email and password do not match." });
  if (user.code !== null && user.code !== field("code").trim()) {
    return renderLoginPage(c.req.raw, { email, error: "Enter the password again, and your two-factor code." });
  }
  const chosen = chooseCompany(c.req.raw, user, field("company"));
  if (chosen === null) {
    const error = "Enter one of your companies, and the password again.";
    return renderLoginPage(c.req.raw, { email, error, company: field("company") });
  }
  const opened = await openSession(c.env.STORE, c.req.raw, user, chosen.company);
  return telling(c, describeSession(opened), redirect("/dashboard", opened.setCookie));
});
app.post("/logout", async (c) => telling(c, LOGOUT, redirect("/login", await closeSession(c.env.STORE, c.req.raw))));

app.post("/switch", async (c) => {
  const field = await readFields(c.req.raw);
  const switched = await switchCompany(c.env.STORE, c.req.raw, field("company"));
  if (switched === null) return c.json({ error: "not_your_company" }, 403, NO_STORE);
  return telling(c, describeSession(switched), redirect("/dashboard"));
});
// For the gate alone: it asks whose the credentials of a visit are.
app.get("/whoami", async (c) => {
  const who = await findApiUser(c.env.STORE, c.req.raw);
  return who === null ? c.json({ error: "nobody" }, 401, NO_STORE) : c.json(describeIdentity(who), 200, NO_STORE);
});

app.post("/password", (c) =>
  withSession(c, async ({ user }) => {
    const field = await readFields(c.req.raw);
    const isRight = (await checkPassword(c.env.STORE, user.email, field("current_password"))) !== null;
    if (!isRight) return renderDashboardPage(c.req.raw, user, "wrong_current");
    if (field("new_password") === "") return renderDashboardPage(c.req.raw, user, "empty_new");
    await changePassword(c.env.STORE, user, field("new_password"));
    return telling(c, passwordChanged(user), redirect("/dashboard?password=changed"));
  }),
);

// The token is in the body, where no gate looks: whose it is will be told when it is used.
app.post("/oauth/token", async (c) => {
  const tokens = await grantTokens(c);
  return typeof tokens === "string" ? c.json({ error: tokens }, 400, NO_STORE) : c.json(tokens, 200, NO_STORE);
});

app.get("/api/v4/leads", (c) => withApiUser(c, () => ({ leads: LEADS })));
app.get("/api/v4/me", (c) =>
  withApiUser(c, ({ user, login }) => ({
    email: user.email,
    name: user.name,
    two_factor: user.code !== null,
    ...(login.company === null ? {} : { company: login.company }),
  })),
);
app.post("/webhooks/in", (c) => c.json({ received: true }, 202));

app.get("/live", (c) => answerLive(c.req.raw));
app.get("/events", () => answerEvents());
app.get("/files/big", (c) => answerBigFile(c.req.raw));
app.post("/files", (c) => answerUpload(c.req.raw));
app.all("/go", (c) => answerGo(c.req.raw));
app.get("/cookies", () => answerCookies());
app.all("/debug/request", (c) => answerDebugRequest(c.req.raw));

/** To the console by a link of one's own. */
function openConsole(c: Visit, page: ConsolePage): Promise<Response> {
  return withSession(c, async (who) => {
    const link = await makeConsoleLink(c.req.raw, who, page, c.env);
    return link === null ? renderNoConsolePage(c.req.raw, who.user) : redirect(link);
  });
}

type OAuthError = "unsupported_grant_type" | "invalid_grant";

async function grantTokens(c: Visit): Promise<Tokens | OAuthError> {
  const field = await readFields(c.req.raw);
  switch (field("grant_type") || "password") {
    case "password": {
      const user = await checkPassword(c.env.STORE, field("username"), field("password"));
      const chosen = user === null ? null : chooseCompany(c.req.raw, user, field("company"));
      if (user === null || chosen === null) return "invalid_grant";
      return issueTokens(c.env.STORE, user, chosen.company);
    }
    case "refresh_token":
      return (await refreshTokens(c.env.STORE, field("refresh_token"))) ?? "invalid_grant";
    default:
      return "unsupported_grant_type";
  }
}

async function withSession(c: Visit, answer: (who: LoggedIn) => Promise<Response>): Promise<Response> {
  const who = await findSessionUser(c.env.STORE, c.req.raw);
  return who === null ? redirect("/login") : telling(c, describeSession(who), await answer(who));
}

async function withApiUser(c: Visit, answer: (who: LoggedIn) => object): Promise<Response> {
  const who = await findApiUser(c.env.STORE, c.req.raw);
  if (who === null) {
    return Response.json(
      { error: "unauthorized" },
      { status: 401, headers: { ...NO_STORE, "WWW-Authenticate": "Bearer" } },
    );
  }
  return telling(c, describeSession(who), Response.json(answer(who), { headers: NO_STORE }));
}

/** The answer with what the gate is to know. One that tells something already is left as it is. */
function telling(c: Visit, signal: Signal, answer: Response): Response {
  const header = c.env.SIGNALS === "off" ? null : signalHeader(c.req.raw, signal);
  if (header !== null && !answer.headers.has("Gatehouse-Signal")) answer.headers.set("Gatehouse-Signal", header);
  return answer;
}

function redirect(to: string, setCookie?: string): Response {
  const headers = new Headers({ Location: to, "Cache-Control": "private, no-store" });
  if (setCookie !== undefined) headers.set("Set-Cookie", setCookie);
  return new Response(null, { status: 302, headers });
}

export default app;
