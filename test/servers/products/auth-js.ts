import { Auth, type AuthConfig, skipCSRFCheck } from "@auth/core";
import Credentials from "@auth/core/providers/credentials";
import type { Request as ExpressRequest, Response as ExpressResponse } from "express";
import { startOrigin } from "../origins/page.ts";
import { expressCrm, type Sessions } from "./express-crm.ts";
import { isPassword, type ProductPlan } from "./product.ts";

const BASE = "http://crm.invalid/auth";

const CONFIG: AuthConfig = {
  basePath: "/auth",
  secret: "of these tests, and of 32 characters or more",
  trustHost: true,
  session: { strategy: "jwt" },
  // The form of the product has its own; what is tried here is the session.
  skipCSRFCheck,
  providers: [
    Credentials({
      credentials: { user: {}, password: {} },
      authorize: ({ user, password }) =>
        isPassword(String(user), String(password)) ? { id: String(user), name: String(user) } : null,
    }),
  ],
};

/** One of Auth.js' own actions; the cookies that it sets go on to the visitor. */
async function act(
  request: ExpressRequest,
  response: ExpressResponse,
  action: string,
  form: Readonly<Record<string, string>> | null = null,
): Promise<Response> {
  const answer = await Auth(
    new Request(`${BASE}/${action}`, {
      headers: { cookie: request.headers.cookie ?? "" },
      ...(form === null ? {} : { method: "POST", body: new URLSearchParams(form) }),
    }),
    CONFIG,
  );
  for (const line of answer.headers.getSetCookie()) response.appendHeader("Set-Cookie", line);
  return answer;
}

/** A JWT, encrypted in a cookie: each look at the session encrypts it anew, and every one of them goes on working. */
const SESSIONS: Sessions = {
  async find(request, response) {
    const session = (await (await act(request, response, "session")).json()) as { user?: { name?: string } } | null;
    const user = session?.user?.name;
    return user === undefined ? null : { user };
  },
  async logIn(request, response, user) {
    await act(request, response, "callback/credentials", { user, password: String(request.body.password) });
    return { user };
  },
  async logOut(request, response) {
    await act(request, response, "signout", {});
  },
};

export const AUTH_JS: ProductPlan = {
  cookie: "authjs.session-token",
  keepsSessions: false,
  changesCookie: true,
  start: (options) => startOrigin(expressCrm(SESSIONS, options)),
};
