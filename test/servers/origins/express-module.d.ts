/** The part of Express that its origin uses; the package brings no types. */
declare module "express" {
  import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

  type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  interface Application extends RequestListener {
    all(path: string, handler: Handler): this;
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
  };
  export default express;
}
