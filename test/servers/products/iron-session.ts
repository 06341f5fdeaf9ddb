import type { IncomingMessage, ServerResponse } from "node:http";
import { getIronSession } from "iron-session";
import { startOrigin } from "../origins/page.ts";
import { expressCrm, type LoggedIn, type Sessions } from "./express-crm.ts";
import type { ProductPlan } from "./product.ts";

const COOKIE = "crm_seal";

const read = (request: IncomingMessage, response: ServerResponse) =>
  getIronSession<Partial<LoggedIn>>(request, response, {
    cookieName: COOKIE,
    password: "of these tests, and of 32 characters or more",
    cookieOptions: { secure: false },
  });

/**
 * All that this product knows of a session is in the cookie, and each answer encrypts it anew to move its expiry: no two
 * values are the same, and every one of them goes on working.
 */
const SESSIONS: Sessions = {
  async find(request, response) {
    const sealed = await read(request, response);
    const { user, session } = sealed;
    if (user === undefined || session === undefined) return null;
    await sealed.save();
    return { user, session };
  },
  async logIn(request, response, user) {
    const sealed = await read(request, response);
    const login = { user, session: crypto.randomUUID() };
    await Object.assign(sealed, login).save();
    return login;
  },
  async logOut(request, response) {
    (await read(request, response)).destroy();
  },
};

export const IRON_SESSION: ProductPlan = {
  cookie: COOKIE,
  keepsSessions: false,
  changesCookie: true,
  start: (options) => startOrigin(expressCrm(SESSIONS, options)),
};
