import { type CookieReader, decodeEscapes, isText } from "./reader.ts";

/** Readers of servers that npm does not bring, each by the rule in its source. The real ones that Debian has: ../ci. */

type Pair = readonly [name: string, value: string];

const splitPair = (segment: string): Pair => {
  const equals = segment.indexOf("=");
  return equals < 0 ? ["", segment] : [segment.slice(0, equals), segment.slice(equals + 1)];
};

const pairsOf = (header: string, separator: RegExp): readonly Pair[] => header.split(separator).map(splitPair);

const trimmed = ([name, value]: Pair): Pair => [name.trim(), value.trim()];

const unquote = (value: string): string => /^"(.*)"$/s.exec(value)?.[1] ?? value;

const valuesOf = (pairs: readonly Pair[], name: string): readonly string[] =>
  pairs.filter(([key]) => key === name).map(([, value]) => value);

/** A dictionary that is filled from left to right. */
const readLastWins: CookieReader = (header, name) =>
  valuesOf(pairsOf(header, /;/).map(trimmed), name).slice(-1).filter(isText);

/** tough-cookie's loose mode and old user agents: `=sid=v`, a cookie without a name, is sid's. */
const readLoosely: CookieReader = (header, name) =>
  valuesOf(
    header.split(";").map((segment) => trimmed(splitPair(segment.trim().replace(/^=/, "")))),
    name,
  ).filter(isText);

/** ASP.NET's dictionary takes no account of case, `,` separates as `;` does, names and values are unescaped. */
function aspNetCookies(header: string): ReadonlyMap<string, string> {
  const pairs = pairsOf(header, /[;,]/).map(trimmed);
  return new Map(pairs.map(([name, value]) => [decodeEscapes(name).toLowerCase(), decodeEscapes(unquote(value))]));
}

/** ASP.NET Core's ChunkingCookieManager: `chunks-2` stands for nameC1 and nameC2, joined; a chunk short, the value itself. */
const readLikeAspNet: CookieReader = (header, name) => {
  const cookies = aspNetCookies(header);
  const value = cookies.get(name.toLowerCase());
  const count = Number(/^chunks-(\d{1,3})$/.exec(value ?? "")?.[1] ?? 0);
  const chunks = Array.from({ length: count }, (_, index) => cookies.get(`${name}C${index + 1}`.toLowerCase()));
  return [chunks.length > 0 && chunks.every(isText) ? chunks.join("") : value].filter(isText);
};

/** Microsoft.Owin's, the older one: `chunks:2`, and each chunk in quotes. */
const readLikeOwin: CookieReader = (header, name) => {
  const cookies = aspNetCookies(header);
  const value = cookies.get(name.toLowerCase());
  const count = Number(/^chunks[:-](\d{1,3})$/.exec(value ?? "")?.[1] ?? 0);
  const chunks = Array.from({ length: count }, (_, index) => cookies.get(`${name}C${index + 1}`.toLowerCase()));
  return [count > 0 ? chunks.map((chunk) => unquote(chunk ?? "")).join("") : value].filter(isText);
};

/** @supabase/ssr's combineChunks: the name itself, or name.0, name.1, … until one is missing. */
const readLikeSupabase: CookieReader = (header, name) => {
  const cookies = new Map(pairsOf(header, /;/).map(trimmed).reverse());
  const whole = cookies.get(name);
  if (isText(whole)) return [decodeEscapes(whole).replace(/^base64-/, "")];
  const chunks: string[] = [];
  for (let chunk = cookies.get(`${name}.0`); isText(chunk); chunk = cookies.get(`${name}.${chunks.length}`))
    chunks.push(decodeEscapes(chunk));
  return [chunks.join("").replace(/^base64-/, "")].filter(isText);
};

/** PHP: `.`, space and a first `[` are `_` in names, `name[x]` is an array's element, the first of a name wins. */
const readLikePhp =
  (decodesNames: boolean): CookieReader =>
  (header, name) => {
    const wanted = phpName(name);
    const values = pairsOf(header, /;/).flatMap(([key, value]) => {
      const spelled = (decodesNames ? decodeEscapes(key.replaceAll("+", " ")) : key).replace(/^[ \t\n\r\v\f]+/, "");
      const bracket = spelled.indexOf("[");
      const isArray = bracket > 0 && spelled.includes("]", bracket);
      const found = phpName(isArray ? spelled.slice(0, bracket) : spelled);
      return found === wanted ? [decodeEscapes(value.replaceAll("+", " "))] : [];
    });
    // An array's element is reached by a product that walks it.
    return values.filter(isText);
  };

const phpName = (name: string): string => name.replace(/[. [+]/g, "_");

/** Rack 1 and 2.0: `,` separates too, names and values are unescaped, the first of a name wins. */
const readLikeOldRack: CookieReader = (header, name) =>
  valuesOf(
    pairsOf(header, /[;,] */).map(([key, value]) => [form(key), form(value)]),
    name,
  )
    .slice(0, 1)
    .filter(isText);

const form = (text: string): string => decodeEscapes(text.replaceAll("+", " "));

/** Django: each segment at its first `=`, both sides trimmed, Python's quoting, the last of a name wins. */
const readLikeDjango: CookieReader = (header, name) => readLastWins(header, name).map(unquotePython);

function unquotePython(value: string): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) return value;
  return value
    .slice(1, -1)
    .replace(/\\([0-3][0-7]{2}|.)/gs, (_, escaped: string) =>
      escaped.length === 3 ? String.fromCharCode(Number.parseInt(escaped, 8)) : escaped,
    );
}

/** RFC 2109 as old Tomcats and Jetties read it: `;` and `,` separate outside quotes, backslashes escape, `$` names are attributes. */
const readLikeOldTomcat: CookieReader = (header, name) => {
  const pattern = /\s*([^=;,\s"]*)\s*(?:=\s*("(?:\\.|[^"\\])*"|[^;,\s]*))?[^;,]*[;,]?/gsy;
  const pairs: Pair[] = [];
  for (let match = pattern.exec(header); match !== null && match[0] !== ""; match = pattern.exec(header))
    pairs.push([match[1] ?? "", unquotePython(match[2] ?? "")]);
  return valuesOf(pairs, name).filter(isText);
};

/** Go's net/http: every value of this name, without quotes around it. */
const readLikeGo: CookieReader = (header, name) =>
  valuesOf(pairsOf(header, /;/).map(trimmed), name)
    .map(unquote)
    .filter((value) => /^[ !#-:<-[\]-~]+$/.test(value));

/** nginx' $cookie_name: from each `;` or `,` on, without account of case; the first. */
const readLikeNginx: CookieReader = (header, name) => {
  for (const start of starts(header, /[;,] */g)) {
    const text = header.slice(start);
    if (text.slice(0, name.length).toLowerCase() !== name.toLowerCase()) continue;
    const value = /^ *= *([^;]*)/.exec(text.slice(name.length))?.[1];
    if (isText(value)) return [value];
  }
  return [];
};

const starts = (header: string, separator: RegExp): readonly number[] => [
  0,
  ...[...header.matchAll(separator)].map((match) => match.index + match[0].length),
];

const PREFIXES = ["", "__Host-", "__Secure-", "__Http-", "__Host-Http-"];

/** A product that looks its cookie up under each prefix, as those do that are served with and without TLS. */
const readEachPrefix: CookieReader = (header, name) =>
  PREFIXES.flatMap((prefix) => readLastWins(header, prefix + name.replace(/^__[A-Za-z-]+-/, "")));

/** A product that finds its cookie by a search in the text: `name=` anywhere a name may begin, up to `;`, `,`, quote or white space. */
const readBySearch: CookieReader = (header, name) => {
  const text = header.replaceAll('"', " ");
  return starts(text, /[;,\s]+/g).flatMap((start) =>
    text.startsWith(`${name}=`, start)
      ? [/^[^;,\s]*/.exec(text.slice(start + name.length + 1))?.[0]].filter(isText)
      : [],
  );
};

/** The header decoded as a whole before it is parsed: `%3B` separates. */
const readDecodedFirst: CookieReader = (header, name) => readBySearch(decodeEscapes(header), name);

/** No server: case, prefixes, PHP's folding and one decoding at once, and every cookie that only begins with the name. */
const readLeniently: CookieReader = (header, name) => {
  const wanted = lenientName(name);
  return header
    .split(";")
    .flatMap((segment) => decodeEscapes(segment.trim().replace(/^=/, "")).split(/[;,"\s]+/))
    .map(splitPair)
    .filter(([key]) => lenientName(key) === wanted)
    .map(([, value]) => value)
    .filter(isText);
};

const lenientName = (name: string): string =>
  phpName(
    decodeEscapes(name)
      .toLowerCase()
      .replace(/^\$/, "")
      .replace(/^__(?:host-http|host|secure|http)-/, "")
      .replace(/\[.*$/s, ""),
  );

export const MODEL_READERS: Readonly<Record<string, CookieReader>> = {
  "the last one wins": readLastWins,
  "a nameless cookie is read on": readLoosely,
  "ASP.NET Core's ChunkingCookieManager": readLikeAspNet,
  "Microsoft.Owin's chunks": readLikeOwin,
  "supabase's combineChunks": readLikeSupabase,
  PHP: readLikePhp(false),
  "PHP before 7.2.34, which decodes names": readLikePhp(true),
  "Rack before 2.1": readLikeOldRack,
  Django: readLikeDjango,
  "an old Tomcat": readLikeOldTomcat,
  "Go's net/http": readLikeGo,
  "nginx' $cookie_": readLikeNginx,
  "each prefix": readEachPrefix,
  "a search in the text": readBySearch,
  "decoded before it is parsed": readDecodedFirst,
  "every leniency at once": readLeniently,
};
