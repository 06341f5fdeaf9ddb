import { testOrdinaryProducts } from "./products/describe-products.ts";
import { EXPRESS_SESSION } from "./products/express-session.ts";

testOrdinaryProducts({ "express-session": EXPRESS_SESSION });
