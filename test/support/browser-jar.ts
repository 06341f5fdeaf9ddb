/**
 * The cookies of a browser, as RFC 6265bis section 5 says: a cookie is known by name, domain and path. What scripts may
 * do is modelled (HttpOnly), and partitions by the top-level site (CHIPS); SameSite is not, all visits here are same-site.
 */
export interface JarCookie {
  readonly name: string;
  readonly value: string;
  /** Without its dot. */
  readonly domain: string;
  readonly isHostOnly: boolean;
  readonly path: string;
  readonly isSecure: boolean;
  readonly isHttpOnly: boolean;
  /** Unix milliseconds; null: until the browser is closed. */
  readonly expiresAt: number | null;
  /** The top-level site of a partitioned cookie. */
  readonly partition: string | null;
  readonly order: number;
}

export interface BrowserJar {
  /** Set-Cookie lines of an answer. */
  store(url: string, lines: readonly string[], site?: string): void;
  /** What a script of the page sets: never over a cookie that is HttpOnly. */
  storeByScript(url: string, line: string): void;
  /** The Cookie header of a request; null: none. */
  header(url: string, site?: string): string | null;
  /** What a script of the page reads. */
  readableByScript(url: string): readonly string[];
  all(): readonly JarCookie[];
  find(name: string): JarCookie | undefined;
  /** The newest seal whose name does not say "seen". */
  seals(): readonly JarCookie[];
  /** Takes cookies of this name away, as a user does who clears one by hand. */
  drop(name: string): void;
  /** Cookies that end with the browser are gone, unless it restores its windows. */
  restart(options: { readonly restores: boolean }): void;
  /** A copy, as a thief of the profile's folder takes it. */
  copy(): BrowserJar;
}

const MAX_AGE_SECONDS = 400 * 86_400;
const MAX_COOKIE_BYTES = 4_096;

export function createBrowserJar(initial: readonly JarCookie[] = []): BrowserJar {
  let cookies = [...initial];
  let made = cookies.length;

  const live = (): readonly JarCookie[] => {
    cookies = cookies.filter(({ expiresAt }) => expiresAt === null || expiresAt > Date.now());
    return cookies;
  };

  function keep(url: URL, line: string, { byScript = false, site = null as string | null } = {}): void {
    const read = readLine(url, line, made++);
    if (read === null || (byScript && read.isHttpOnly)) return;
    const cookie = { ...read, partition: read.partition === null ? null : site };
    const old = live().find((one) => keyOf(one) === keyOf(cookie));
    if (byScript && old?.isHttpOnly === true) return;
    cookies = cookies.filter((one) => one !== old);
    cookies.push({ ...cookie, order: old?.order ?? cookie.order });
    live();
  }

  function sentTo(url: URL, site: string | null): readonly JarCookie[] {
    return live()
      .filter((cookie) => isSentTo(cookie, url) && (cookie.partition === null || cookie.partition === site))
      .sort((a, b) => b.path.length - a.path.length || a.order - b.order);
  }

  return {
    store(url, lines, site) {
      for (const line of lines) keep(new URL(url), line, { site: site ?? null });
    },
    storeByScript: (url, line) => keep(new URL(url), line, { byScript: true }),
    header(url, site) {
      const sent = sentTo(new URL(url), site ?? null);
      return sent.length === 0
        ? null
        : sent.map(({ name, value }) => (name === "" ? value : `${name}=${value}`)).join("; ");
    },
    readableByScript: (url) =>
      sentTo(new URL(url), null)
        .filter(({ isHttpOnly }) => !isHttpOnly)
        .map(({ name }) => name),
    all: live,
    find: (name) => live().find((cookie) => cookie.name === name),
    seals: () => live().filter(({ name }) => /^(?:__Host-)?gth1-/.test(name) && !name.endsWith("-seen")),
    drop(name) {
      cookies = cookies.filter((cookie) => cookie.name !== name);
    },
    restart({ restores }) {
      if (!restores) cookies = cookies.filter(({ expiresAt }) => expiresAt !== null);
    },
    copy: () => createBrowserJar(live()),
  };
}

const keyOf = ({ name, domain, path, isHostOnly, partition }: JarCookie): string =>
  [name, domain, path, isHostOnly, partition].join("\n");

function isSentTo({ domain, isHostOnly, path, isSecure }: JarCookie, url: URL): boolean {
  const isHost = isHostOnly ? url.hostname === domain : isWithin(url.hostname, domain);
  return isHost && (!isSecure || url.protocol === "https:") && isPathMatch(url.pathname, path);
}

const isWithin = (hostname: string, domain: string): boolean => hostname === domain || hostname.endsWith(`.${domain}`);

/** Section 5.1.4. */
function isPathMatch(requested: string, path: string): boolean {
  if (requested === path) return true;
  return requested.startsWith(path) && (path.endsWith("/") || requested.charAt(path.length) === "/");
}

const defaultPath = (pathname: string): string => pathname.slice(0, Math.max(1, pathname.lastIndexOf("/")));

/** Sections 5.6 and 5.7; null: a browser does not take it. */
function readLine(url: URL, line: string, order: number): JarCookie | null {
  const [pair = "", ...rest] = line.split(";");
  const equals = pair.indexOf("=");
  const name = equals === -1 ? "" : pair.slice(0, equals).trim();
  const value = (equals === -1 ? pair : pair.slice(equals + 1)).trim();
  if (name.length + value.length > MAX_COOKIE_BYTES || (name === "" && value === "")) return null;
  const attributes = new Map(
    rest.map((attribute): [string, string] => {
      const [key = "", ...text] = attribute.split("=");
      return [key.trim().toLowerCase(), text.join("=").trim()];
    }),
  );
  const asked = (attributes.get("domain") ?? "").replace(/^\./, "").toLowerCase();
  const isSecure = attributes.has("secure");
  const path =
    attributes.get("path")?.startsWith("/") === true ? (attributes.get("path") ?? "/") : defaultPath(url.pathname);
  const isRefused =
    (asked !== "" && (!isWithin(url.hostname, asked) || !asked.includes("."))) ||
    (isSecure && url.protocol !== "https:") ||
    (/^__host-/i.test(name) && (!isSecure || asked !== "" || attributes.get("path") !== "/")) ||
    (/^__secure-/i.test(name) && !isSecure) ||
    (attributes.get("samesite")?.toLowerCase() === "none" && !isSecure);
  if (isRefused) return null;
  return {
    name,
    value,
    domain: asked === "" ? url.hostname : asked,
    isHostOnly: asked === "",
    path,
    isSecure,
    isHttpOnly: attributes.has("httponly"),
    expiresAt: expiryOf(attributes),
    partition: attributes.has("partitioned") ? "" : null,
    order,
  };
}

/** Max-Age wins over Expires; both are cut to 400 days. */
function expiryOf(attributes: ReadonlyMap<string, string>): number | null {
  const latest = Date.now() + MAX_AGE_SECONDS * 1000;
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge))
    return Number(maxAge) <= 0 ? Number.NEGATIVE_INFINITY : Math.min(latest, Date.now() + Number(maxAge) * 1000);
  const expires = Date.parse(attributes.get("expires") ?? "");
  return Number.isNaN(expires) ? null : Math.min(latest, expires);
}
