import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePathList } from "../../src/policy/path-list.ts";
import { classifySurface, normalisePath, type Surface, type SurfaceProfile } from "../../src/policy/surface.ts";

const profile: SurfaceProfile = {
  apiPaths: compilePathList(["/api/", "/oauth/", "/rpc"]),
  publicPaths: compilePathList(["/webhooks/", "/api/health", "/files*"]),
  apiHosts: new Set(["api.example.com"]),
};

function surfaceOf(pathname: string, facts: { hostname?: string; hasSessionCookie?: boolean } = {}): Surface {
  const { hostname = "app.example.com", hasSessionCookie = false } = facts;
  return classifySurface(profile, { hostname, hasSessionCookie: () => hasSessionCookie, pathname });
}

describe("the surface of an unambiguous path", () => {
  test.each<[string, Surface]>([
    ["/", "dashboard"],
    ["/dashboard", "dashboard"],
    ["/api/v4/leads", "api"],
    ["/api/v4/", "api"],
    ["/api/", "dashboard"],
    ["/webhooks/", "dashboard"],
    ["/rpc/", "api"],
    ["/api/health/", "public"],
    ["/files/", "public"],
    ["/api", "dashboard"],
    ["/apix", "dashboard"],
    ["/API/v4/leads", "dashboard"],
    ["/rpc", "api"],
    ["/rpc/call", "api"],
    ["/rpcx", "dashboard"],
    ["/oauth/token", "api"],
    ["/webhooks/in", "public"],
    ["/webhooks", "dashboard"],
    ["/filesystem", "public"],
    ["/api/health", "public"],
    ["/api/healthy", "api"],
    ["/.well-known/acme-challenge/x", "dashboard"],
    ["/api/v4/na%C3%AFve", "api"],
    ["/api/v4/john%40example.com", "api"],
    ["/api/v4/a%20b", "api"],
    ["/api/v4/a.b", "api"],
    ["/api/v4/a..b", "api"],
    ["/api/v4/Acme%20Inc.", "api"],
    ["/api/v4/+4915112345", "api"],
    ["/api/v4/%E2%82%AC%20100", "api"],
    ["/api/v4/.hidden", "api"],
  ])("%s is %s", (path, surface) => {
    expect(surfaceOf(path)).toBe(surface);
  });
});

/** What follows an api or public prefix, and is read in two ways by some pair of real servers. */
// biome-ignore format: a corpus reads best as a block
const TRICKS = [
  "//", "/..;/", "/.;/", ";", ";x", ";jsessionid=1", "/%2e%2e%2f", "%2f", "%2F..%2Fdashboard", "%5c", "%5C..%5Cdashboard",
  "\\..\\dashboard", "%252e%252e%252fdashboard", "%25", "%2", "%", "%zz", "%00", "%0a", "%0d%0aX: y", "%09", "%1f", "%7f",
  "%c2%80", "%c0%ae%c0%ae/", "%c0%af", "%e0%80%af", "%ff", "%3b", "%3Bx", "%3f", "%23", "%ef%bc%8f", "%ef%bc%8e%ef%bc%8e%ef%bc%8f",
  "/%e2%80%a4%e2%80%a4/", "/...", "/..%20/", "/.%20/", "/%e2%80%a5/",
  "%ef%bc%9b", "%ef%bc%85", "/%20../", "/.%20./", "/..+/", "/+../", "/+/", "/%20/", "/%e3%80%80../", "/..%c2%a0/", "/.%e2%80%8b./",
  "/.%c2%ad./", "/%ef%bb%bf../", "/..%e2%80%8e/", "%e2%81%84", "%e2%88%95", "%e2%88%96", "%c2%a5", "%e2%82%a9", "%ef%b9%a8", "../x", "..",
  "...", ".+./x", "%e2%80%a6",
];

describe("an ambiguous path is the dashboard", () => {
  test.each(TRICKS)("%j", (trick) => {
    expect(surfaceOf(`/api/v4${trick}`)).toBe("dashboard");
    expect(surfaceOf(`/webhooks/in${trick}`)).toBe("dashboard");
    expect(surfaceOf(`/api/v4${trick}`, { hostname: "api.example.com" })).toBe("dashboard");
  });

  test("dots after a prefix that is open at its end, which an alias without a slash turns into a traversal", () => {
    expect(surfaceOf("/files../dashboard")).toBe("dashboard");
    expect(surfaceOf("/files%2e%2e/dashboard")).toBe("dashboard");
    expect(surfaceOf("/files..")).toBe("dashboard");
    expect(surfaceOf("/files.txt")).toBe("public");
  });

  test("an escaped letter in the prefix, which some servers decode and some do not", () => {
    expect(surfaceOf("/%61pi/v4/leads")).toBe("dashboard");
    expect(surfaceOf("/%77ebhooks/in")).toBe("dashboard");
    expect(surfaceOf("/api/v4/%6ceads")).toBe("api");
  });

  test("no escape of a structural character survives normalisation, wherever it stands", () => {
    const tricky = fc.constantFrom("%2f", "%2F", "%5c", "%5C", "%25", "%3b", "%00", "\\", ";", "//");
    const plain = fc.stringMatching(/^[a-z0-9/]{0,8}$/);
    fc.assert(
      fc.property(plain, tricky, plain, (before, trick, after) => {
        expect(normalisePath(`/api/${before}${trick}${after}`)).toBeNull();
      }),
    );
  });
});

describe("the stricter surface wins", () => {
  test("an api path with a dashboard session cookie is dashboard, on an api host too", () => {
    expect(surfaceOf("/api/v4/leads", { hasSessionCookie: true })).toBe("dashboard");
    expect(surfaceOf("/anything", { hostname: "api.example.com", hasSessionCookie: true })).toBe("dashboard");
  });
  test("a public path stays public with a session cookie: it is forwarded without it", () => {
    expect(surfaceOf("/webhooks/in", { hasSessionCookie: true })).toBe("public");
  });
  test("every path of an api host is api, but for public ones", () => {
    expect(surfaceOf("/anything", { hostname: "api.example.com" })).toBe("api");
    expect(surfaceOf("/webhooks/in", { hostname: "api.example.com" })).toBe("public");
  });
  test("of two lists that name the same path, api speaks", () => {
    const both = { ...profile, publicPaths: compilePathList(["/api/"]) };
    expect(classifySurface(both, { hostname: "h", pathname: "/api/x", hasSessionCookie: () => false })).toBe("api");
  });
});

test("classification answers for every text, and only ever with a surface", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, hasSessionCookie) => {
      expect(["dashboard", "api", "public"]).toContain(surfaceOf(text, { hasSessionCookie }));
    }),
  );
});
