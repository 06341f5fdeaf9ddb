import type { RequestListener } from "node:http";
import { expressOrigin } from "./express.ts";
import { findMyWayOrigin } from "./find-my-way.ts";
import { readingOrigin } from "./page.ts";
import { readLeniently, readLikeGo, readLikeTomcat, readNaively, readWithUrlParser } from "./readers.ts";

/** The origins that need nothing but npm's packages. */
export const ORIGINS: Readonly<Record<string, () => RequestListener>> = {
  express: expressOrigin,
  "find-my-way": findMyWayOrigin,
  "go-like": () => readingOrigin(readLikeGo),
  "tomcat-like": () => readingOrigin(readLikeTomcat),
  naive: () => readingOrigin(readNaively),
  "url-parser": () => readingOrigin(readWithUrlParser),
  lenient: () => readingOrigin(readLeniently),
};
