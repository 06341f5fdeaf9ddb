import type { IncomingMessage, ServerResponse } from "node:http";
import express, { type Handler, type Request, type Response } from "express";
import { isPassword, nameOf, type ProductOptions } from "./product.ts";
import { tellGatehouse } from "./tell-gatehouse.ts";

/** Whose session it is, and the product's own name of it when it has one: not the cookie's value, which is a secret. */
export interface LoggedIn {
  readonly user: string;
  readonly session?: string;
}

/** What a session library makes of logging in and out. */
export interface Sessions {
  readonly find: (request: Request, response: Response) => Promise<LoggedIn | null>;
  readonly logIn: (request: Request, response: Response, user: string) => Promise<LoggedIn>;
  readonly logOut: (request: Request, response: Response) => Promise<void>;
}

/** The same small product on any session library of Express. It ends no other session when a password changes. */
export function expressCrm(
  sessions: Sessions,
  { signals }: ProductOptions,
  ...middleware: readonly Handler[]
): (request: IncomingMessage, response: ServerResponse) => void {
  const tell: typeof tellGatehouse = (...args) => (signals ? tellGatehouse(...args) : undefined);
  const asUser =
    (answer: (user: string, request: Request, response: Response) => void): Handler =>
    async (request, response) => {
      const found = await sessions.find(request, response);
      if (found === null) return response.redirect("/login");
      tell(request, response, "session", { ...found, name: nameOf(found.user) });
      answer(found.user, request, response);
    };

  const app = express();
  app.set("env", "test"); // keeps its errors off the terminal
  app.use(express.urlencoded({ extended: false }));
  for (const handler of middleware) app.use(handler);

  app.get("/login", (_, response) => response.send("Log in"));
  app.post("/login", async (request, response) => {
    const { user = "", password = "" } = request.body;
    if (!isPassword(user, password)) return response.status(401).send("Log in");
    tell(request, response, "session", { ...(await sessions.logIn(request, response, user)), name: nameOf(user) });
    response.redirect("/dashboard");
  });
  app.get(
    "/dashboard",
    asUser((user, _, response) => response.send(`Dashboard of ${user}`)),
  );
  app.post(
    "/password",
    asUser((user, request, response) => {
      tell(request, response, "password-changed", { user });
      response.redirect("/dashboard");
    }),
  );
  app.post("/logout", async (request, response) => {
    await sessions.logOut(request, response);
    tell(request, response, "logout");
    response.redirect("/login");
  });
  return app;
}
