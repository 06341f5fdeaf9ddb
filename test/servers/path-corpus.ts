import { AFTER_PREFIX, OTHER_FORMS, PAGE_SPELLINGS, PREFIX_SPELLINGS } from "./path-spellings.ts";

/**
 * Request targets that look like the API or a public path to one reader and like a dashboard page to another: each
 * way to hide a traversal, each way to respell a prefix, each form a target can take. They are sent as they stand,
 * byte by byte (a character is one byte), so no URL parser on our side may touch them.
 */

/** The product's profile in these tests: the operator says that these paths are not the dashboard. */
export const API_PATHS = "/api/ /rpc";
export const PUBLIC_PATHS = "/webhooks/ /files*";

/** Plain targets, as a client without tricks sends them, and the page that answers each. */
export const PLAIN_TARGETS = [
  ["/api/v4/leads", "api"],
  ["/api/v4/leads?city=Zu%CC%88rich&page=2", "api"],
  ["/api/v4/leads/john%40example.com", "api"],
  ["/rpc", "api"],
  ["/rpc/call", "api"],
  ["/webhooks/in", "public"],
  ["/files/logo.svg", "public"],
  ["/files-2026/logo.svg", "public"],
] as const;

export const DASHBOARD_TARGETS = ["/", "/dashboard", "/dashboard/index.html", "/dashboard?next=/api/v4/leads"] as const;

/** Where a traversal starts: an open prefix, what follows it, and how many segments lead back to the root. */
const STARTS = [
  { path: "/api/", up: 1 },
  { path: "/api/v4/leads/", up: 3 },
  { path: "/rpc", up: 0 },
  { path: "/webhooks/in/", up: 2 },
  { path: "/files/", up: 1 },
  { path: "/files", up: 0 },
  { path: "/files-2026/", up: 1 },
] as const;

/** What some server reads as a slash. */
const SLASHES = [
  "/",
  "//",
  "/./",
  "/;/",
  "/;x=1/",
  "%2f",
  "%2F",
  "/%2f",
  "%252f",
  "%25252f",
  "\\",
  "/\\",
  "%5c",
  "%5C",
  "%255c",
  "%c0%af",
  "%e0%80%af",
  "%f0%80%80%af",
  "%c1%9c",
  "%u002f",
  "%u2215",
  "%uff0f",
  "%ef%bc%8f",
  "%ef%bc%bc",
  "%ef%b9%a8",
  "%e2%81%84",
  "%e2%88%95",
  "%e2%88%96",
  "%c2%a5",
  "%e2%82%a9",
  "\u00ef\u00bc\u008f",
  "\u00c0\u00af",
] as const;

/** What some server reads as the segment `..`. */
const UPS = [
  "..",
  "%2e%2e",
  "%2E.",
  ".%2e",
  "..;",
  "..;x=1",
  "..;/",
  ";..",
  "..%3b",
  "..%253b",
  "%252e%252e",
  "%25252e%25252e",
  "%c0%ae%c0%ae",
  "%e0%80%ae%e0%80%ae",
  "%u002e%u002e",
  "%uff0e%uff0e",
  "%ef%bc%8e%ef%bc%8e",
  "%e2%80%a4%e2%80%a4",
  "%e2%80%a5",
  "%e2%80%a6",
  "...",
  "....",
  "..%00",
  "%00..",
  "..%09",
  ".%09.",
  "..%0a",
  "..%0d",
  "..%0d%0a",
  "..%20",
  "%20..",
  ".%20.",
  "..+",
  "+..",
  "..%c2%a0",
  "%e3%80%80..",
  "..%7f",
  "..%c2%85",
  ".%e2%80%8b.",
  ".%c2%ad.",
  "%ef%bb%bf..",
  "..%e2%80%8e",
  "..%23",
  "..%3f",
  "..#",
  "..%",
  "..%zz",
  ".\t.",
  "\u00ef\u00bc\u008e\u00ef\u00bc\u008e",
] as const;

const PAGE = "dashboard/index.html";

/** A traversal from every start, spelled with one pair of tricks. */
function traversals(slash: string, up: string): readonly string[] {
  return STARTS.map((start) => {
    const isOpenEnd = !start.path.endsWith("/");
    const ups = Math.max(start.up, 1);
    // After a prefix without a slash at its end the trick itself ends the prefix: `/files..%2fdashboard`.
    const first = isOpenEnd ? up : up + slash;
    return `${start.path}${first}${isOpenEnd ? slash : (up + slash).repeat(ups - 1)}${PAGE}`;
  });
}

/** Every way to write a slash with a plain `..`, every way to write `..` with a plain slash, and pairs of the worst. */
function hiddenTraversals(): readonly string[] {
  const worst = ["%2f", "%5c", "\\", "%252f", "%ef%bc%8f", "%u002f"];
  return [
    ...SLASHES.flatMap((slash) => traversals(slash, "..")),
    ...UPS.flatMap((up) => traversals("/", up)),
    ...worst.flatMap((slash) =>
      ["%2e%2e", "%252e%252e", "..;", "%ef%bc%8e%ef%bc%8e", "..%00"].flatMap((up) => traversals(slash, up)),
    ),
  ];
}

export const PATH_CORPUS: readonly string[] = [
  ...new Set([
    ...hiddenTraversals(),
    ...PAGE_SPELLINGS,
    ...PREFIX_SPELLINGS.flatMap((prefix) => AFTER_PREFIX.map((after) => prefix + after)),
    ...OTHER_FORMS,
  ]),
];
