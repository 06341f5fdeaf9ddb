import { COOKIE_NAMES } from "./cookies/cookie-names.ts";
import { describeBoundCookies } from "./cookies/describe-bound-cookies.ts";
import { inBatches } from "./cookies/reader.ts";
import { READERS } from "./cookies/readers.ts";

describeBoundCookies(
  COOKIE_NAMES,
  Object.fromEntries(Object.entries(READERS).map(([reader, read]) => [reader, inBatches(read)])),
);
