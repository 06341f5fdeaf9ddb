import { describeBoundProducts } from "../products/describe-bound-products.ts";
import { DJANGO, FLASK, PHP, RAILS } from "./products/products.ts";

describeBoundProducts({ PHP, Django: DJANGO, Flask: FLASK, Rails: RAILS });
