import type { IncomingMessage, ServerResponse } from "node:http";
import { getIronSession } from "iron-session";
import { startOrigin } from "../origins/page.ts";
import { expressCrm, type Sessions } from "./express-crm.ts";
import type { ProductPlan } from "./product.ts";

const COOKIE = "crm_seal";

const read = (request: IncomingMessage, response: ServerResponse) =>
  getIronSession<{ user?: string }>(request, response, {
    cookieName: COOKIE,
    password: "of these tests, and of 32 characters or more",
    cookieOptions: { secure: false },
  });

/**
 * All that this product knows of a session is in the cookie, and each answer encrypts it anew to move its expiry: no two
 * values are the same, and every one of them goes on working.
 */
const SESSIONS: Sessions = {
  async userOf(request, response) {
    const session = await read(request, response);
    if (session.user === undefined) return null;
    await session.save();
    return session.user;
  },
  async logIn(request, response, user) {
    const session = await read(request, response);
    session.user = user;
    await session.save();
  },
  async logOut(request, response) {
    (await read(request, response)).destroy();
  },
};

export const IRON_SESSION: ProductPlan = {
  cookie: COOKIE,
  keepsSessions: false,
  start: (options) => startOrigin(expressCrm(SESSIONS, options)),
};
