import { testOrdinaryProducts } from "../products/describe-products.ts";
import { DJANGO, FLASK, PHP } from "./products/products.ts";

testOrdinaryProducts({ PHP, Django: DJANGO, Flask: FLASK });
