import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePathList } from "../../src/policy/path-list.ts";
import { classifySurface, type Surface } from "../../src/policy/surface.ts";
import { pageOf } from "./origins/page.ts";
import {
  type Reader,
  readLeniently,
  readLikeGo,
  readLikeTomcat,
  readNaively,
  readWithUrlParser,
} from "./origins/readers.ts";
import { API_PATHS, PUBLIC_PATHS } from "./path-corpus.ts";

const READERS: readonly (readonly [string, Reader])[] = [
  ["a naive server", readNaively],
  ["one with a URL parser", readWithUrlParser],
  ["one like Go's", readLikeGo],
  ["one like Tomcat", readLikeTomcat],
  ["one with every leniency at once", readLeniently],
];

const profile = {
  apiPaths: compilePathList(API_PATHS.split(" ")),
  publicPaths: compilePathList(PUBLIC_PATHS.split(" ")),
  apiHosts: new Set<string>(),
};

/** Pieces of paths that mean something to some server, in any order; most compositions are nonsense, which is the point. */
// biome-ignore format: a corpus reads best as a block
const PIECES = [
  "api", "rpc", "webhooks", "files", "dashboard", "v4", "x", "API", "%61", "%41",
  "/", "/", "/", "//", "\\", "%2f", "%5c", "%252f", "%255c", "%c0%af", "%ef%bc%8f", "%ef%bc%bc", "%e2%81%84", "%e2%88%95", "%c2%a5", "%u002f",
  ".", "..", "..", "%2e", "%2E%2e", "%252e", "%c0%ae", "%ef%bc%8e", "%e2%80%a4", "%e2%80%a5", "%u002e",
  ";", ";x=1", "%3b", "%253b", "?", "%3f", "#", "%23", "%", "%25", "+", "%20", "%09", "%0a", "%0d", "%00", "%7f", "%c2%85", "%c2%a0",
  "%e3%80%80", "%e2%80%8b", "%c2%ad", "%ef%bb%bf", "\t", "\u00a0", "\uff0f", "\u202e", "~", ":", "@", "$", "*", "&", "=", ",", "'", "(", "|", "^",
] as const;

const target = fc
  .tuple(
    fc.constantFrom(
      "/",
      "/api/",
      "/api/v4/leads/",
      "/rpc",
      "/rpc/",
      "/webhooks/",
      "/webhooks/in/",
      "/files",
      "/files-2026/",
    ),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 9 }),
  )
  .map(([start, pieces]) => start + pieces.join(""));

function surfaceOf(text: string): Surface {
  const { pathname } = new URL(`http://app.example.com${text}`);
  return classifySurface(profile, { hostname: "app.example.com", pathname, hasSessionCookie: () => false });
}

/** What Gatehouse would forward. */
const forwarded = (text: string): string => {
  const url = new URL(`http://app.example.com${text}`);
  return url.pathname + url.search;
};

describe("a path that is not the dashboard's is not the dashboard's to", () => {
  test.each(READERS)("%s, however the path is composed", (_, read) => {
    let open = 0;
    fc.assert(
      fc.property(target, (text) => {
        if (surfaceOf(text) === "dashboard") return;
        open += 1;
        const path = read(forwarded(text));
        expect(path === null ? "refused" : pageOf(path)).not.toBe("dashboard");
      }),
      { numRuns: 20_000 },
    );
    // Not each composition may be refused: the property would hold of nothing.
    expect(open).toBeGreaterThan(1000);
  });
});
