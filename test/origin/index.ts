import { type Context, Hono } from "hono";
import {
  changePassword,
  checkPassword,
  closeSession,
  findApiUser,
  findSessionUser,
  issueToken,
  openSession,
} from "./auth.ts";
import { answerBigFile } from "./big-file.ts";
import { renderDashboardPage } from "./dashboard-page.ts";
import { readFields } from "./fields.ts";
import { LEADS } from "./leads.ts";
import { renderLoginPage } from "./login-page.ts";
import type { OriginEnv } from "./store.ts";
import { answerEvents, answerLive, answerUpload } from "./streams.ts";
import { STYLE } from "./style.ts";
import type { User } from "./users.ts";
import { answerCookies, answerDebugRequest, answerGo } from "./wire.ts";

type Visit = Context<{ Bindings: OriginEnv }>;

const NO_STORE = { "Cache-Control": "no-store" };

/** The demo product: a small CRM that answers on any host and knows nothing of the gate in front of it. */
const app = new Hono<{ Bindings: OriginEnv }>();

app.on("GET", ["/", "/dashboard"], (c) => {
  const outcome = c.req.query("password") === "changed" ? "changed" : null;
  return withSession(c, (user) => renderDashboardPage(c.req.raw, user, outcome));
});
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
  return redirect("/dashboard", await openSession(c.env.STORE, c.req.raw, user));
});
app.post("/logout", async (c) => redirect("/login", await closeSession(c.env.STORE, c.req.raw)));

app.post("/password", (c) =>
  withSession(c, async (user) => {
    const field = await readFields(c.req.raw);
    const isRight = (await checkPassword(c.env.STORE, user.email, field("current_password"))) !== null;
    if (!isRight) return renderDashboardPage(c.req.raw, user, "wrong_current");
    if (field("new_password") === "") return renderDashboardPage(c.req.raw, user, "empty_new");
    await changePassword(c.env.STORE, user, field("new_password"));
    return redirect("/dashboard?password=changed");
  }),
);

app.post("/oauth/token", async (c) => {
  const field = await readFields(c.req.raw);
  const grant = field("grant_type") || "password";
  if (grant !== "password") return c.json({ error: "unsupported_grant_type" }, 400, NO_STORE);
  const user = await checkPassword(c.env.STORE, field("username"), field("password"));
  if (user === null) return c.json({ error: "invalid_grant" }, 400, NO_STORE);
  return c.json({ access_token: await issueToken(c.env.STORE, user), token_type: "Bearer" }, 200, NO_STORE);
});

app.get("/api/v4/leads", (c) => withApiUser(c, () => ({ leads: LEADS })));
app.get("/api/v4/me", (c) =>
  withApiUser(c, (user) => ({ email: user.email, name: user.name, two_factor: user.code !== null })),
);
app.post("/webhooks/in", (c) => c.json({ received: true }, 202));

app.get("/live", (c) => answerLive(c.req.raw));
app.get("/events", () => answerEvents());
app.get("/files/big", (c) => answerBigFile(c.req.raw));
app.post("/files", (c) => answerUpload(c.req.raw));
app.all("/go", (c) => answerGo(c.req.raw));
app.get("/cookies", () => answerCookies());
app.all("/debug/request", (c) => answerDebugRequest(c.req.raw));

async function withSession(c: Visit, answer: (user: User) => Promise<Response>): Promise<Response> {
  const user = await findSessionUser(c.env.STORE, c.req.raw);
  return user === null ? redirect("/login") : answer(user);
}

async function withApiUser(c: Visit, answer: (user: User) => object): Promise<Response> {
  const user = await findApiUser(c.env.STORE, c.req.raw);
  if (user === null) {
    return Response.json(
      { error: "unauthorized" },
      { status: 401, headers: { ...NO_STORE, "WWW-Authenticate": "Bearer" } },
    );
  }
  return Response.json(answer(user), { headers: NO_STORE });
}

function redirect(to: string, setCookie?: string): Response {
  const headers = new Headers({ Location: to, "Cache-Control": "private, no-store" });
  if (setCookie !== undefined) headers.set("Set-Cookie", setCookie);
  return new Response(null, { status: 302, headers });
}

export default app;
