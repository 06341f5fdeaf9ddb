/** The part of Express and express-session that the origins use; the packages bring no types. */
declare module "express" {
  import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

  export interface Request extends IncomingMessage {
    /** Of express.urlencoded. */
    readonly body: Readonly<Record<string, string | undefined>>;
    /** Of express-session. */
    readonly session: {
      user?: string;
      regenerate(done: (error: unknown) => void): void;
      destroy(done: (error: unknown) => void): void;
    };
  }
  export interface Response extends ServerResponse {
    redirect(to: string): void;
    send(body: string): void;
    status(code: number): this;
  }
  export type Handler = (request: Request, response: Response, next: () => void) => unknown;
  export interface Application extends RequestListener {
    all(path: string, handler: Handler): this;
    get(path: string, handler: Handler): this;
    post(path: string, handler: Handler): this;
    set(name: string, value: string): this;
    use(handler: Handler): this;
  }
  interface StaticOptions {
    readonly redirect: boolean;
    readonly setHeaders: (response: ServerResponse, file: string) => void;
  }
  const express: {
    (): Application;
    static(folder: string, options: StaticOptions): Handler;
    urlencoded(options: { readonly extended: boolean }): Handler;
  };
  export default express;
}

declare module "express-session" {
  import type { Handler } from "express";

  export default function session(options: {
    readonly secret: string;
    readonly resave: boolean;
    readonly saveUninitialized: boolean;
    readonly rolling?: boolean;
    readonly cookie?: { readonly maxAge: number };
  }): Handler;
}
