import { AUTH_JS } from "./products/auth-js.ts";
import { describeBoundProducts } from "./products/describe-bound-products.ts";
import { EXPRESS_SESSION, ROLLING_EXPRESS_SESSION } from "./products/express-session.ts";
import { IRON_SESSION } from "./products/iron-session.ts";

describeBoundProducts({
  "express-session": EXPRESS_SESSION,
  "express-session, which renews its cookie": ROLLING_EXPRESS_SESSION,
  "iron-session": IRON_SESSION,
  "Auth.js": AUTH_JS,
});
