/** The part of Koa's `cookies` that is used here; it comes without types. */
declare module "cookies" {
  export default class Cookies {
    constructor(request: { readonly headers: { readonly cookie: string } }, response: object);
    get(name: string, options?: { readonly signed?: boolean }): string | undefined;
  }
}
