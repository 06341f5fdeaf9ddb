import session from "express-session";
import { startOrigin } from "../origins/page.ts";
import { expressCrm, type Sessions } from "./express-crm.ts";
import type { ProductPlan } from "./product.ts";

/** As express-session's documentation has it: a session for everybody, and another one from the login on. */
const SESSIONS: Sessions = {
  find: async ({ session: { user } }) => (user === undefined ? null : { user }),
  logIn: (request, _, user) =>
    new Promise((resolve, reject) => {
      request.session.regenerate((error) => {
        request.session.user = user;
        if (error) reject(error);
        else resolve({ user });
      });
    }),
  logOut: ({ session }) =>
    new Promise((resolve, reject) => {
      session.destroy((error) => (error ? reject(error) : resolve()));
    }),
};

const SECRET = "of these tests";
const MAX_AGE_MS = 3_600_000;

export const EXPRESS_SESSION: ProductPlan = {
  cookie: "connect.sid",
  keepsSessions: true,
  start: (options) =>
    startOrigin(expressCrm(SESSIONS, options, session({ secret: SECRET, resave: false, saveUninitialized: true }))),
};

/** `rolling`: each answer sets the cookie again with the same value, to move its expiry. */
export const ROLLING_EXPRESS_SESSION: ProductPlan = {
  cookie: "connect.sid",
  keepsSessions: true,
  start: (options) =>
    startOrigin(
      expressCrm(
        SESSIONS,
        options,
        session({
          secret: SECRET,
          resave: false,
          saveUninitialized: true,
          rolling: true,
          cookie: { maxAge: MAX_AGE_MS },
        }),
      ),
    ),
};
