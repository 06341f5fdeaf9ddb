import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type CookieBatchReader, isText } from "../cookies/reader.ts";
import { mapBounded, requestRaw } from "../raw-request.ts";
import { pythonWith } from "./products/products.ts";
import { startServer } from "./server-process.ts";

const at = (file: string): string =>
  fileURLToPath(new URL(`../../support/node/cookie-readers/${file}`, import.meta.url));

/** One header's cookies: under each name one value, or several. */
type Cookies = Readonly<Record<string, string | readonly string[]>>;

const MAX_OUTPUT_BYTES = 2 ** 28;
const CONCURRENT = 8;

const valuesOf = (cookies: Cookies, name: string): readonly string[] =>
  Object.hasOwn(cookies, name) ? [cookies[name] ?? []].flat().filter(isText) : [];

/** A program that takes a JSON list of headers and answers what each of its parsers makes of each of them. */
function readIn(program: () => string, script: string, parser: string): CookieBatchReader {
  return async (headers, name) => {
    const { status, stdout, stderr } = spawnSync(program(), [at(script)], {
      input: JSON.stringify(headers),
      maxBuffer: MAX_OUTPUT_BYTES,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
    const rows = (JSON.parse(stdout) as Readonly<Record<string, readonly Cookies[]>>)[parser];
    if (rows === undefined) throw new Error(`${script} has no ${parser}`);
    return rows.map((cookies) => valuesOf(cookies, name));
  };
}

/** PHP parses cookies only in a server: its built-in one, asked byte by byte. */
const readInPhp: CookieBatchReader = async (headers, name) => {
  const { port, close } = await startServer((port) => ["php", "-S", `127.0.0.1:${port}`, at("php.php")], {});
  try {
    return await mapBounded(headers, CONCURRENT, async (header) => {
      const { status, body } = await requestRaw(port, "/", { Host: "localhost", Cookie: header });
      // What PHP's server cannot read, no product on it reads.
      if (status !== 200) return [];
      const { cookies } = JSON.parse(body) as { readonly cookies: Readonly<Record<string, readonly string[]>> };
      // PHP has no `.` and no space in the names of variables.
      return valuesOf(cookies, name.replace(/[. ]/g, "_")).map((value) =>
        Buffer.from(value, "base64").toString("latin1"),
      );
    });
  } finally {
    await close();
  }
};

const pythons = new Map<string, string>();
/** Django and Flask may be installed for different Pythons. Looked for once each: to import Django takes a second. */
function python(module: string): string {
  const known = pythons.get(module);
  if (known !== undefined) return known;
  const found = pythonWith(module);
  pythons.set(module, found);
  return found;
}

/** Parsers that Debian has. */
export const REAL_READERS: Readonly<Record<string, CookieBatchReader>> = {
  PHP: readInPhp,
  "Python's SimpleCookie": readIn(() => python("sys"), "readers.py", "python"),
  Django: readIn(() => python("django"), "readers.py", "django"),
  Werkzeug: readIn(() => python("werkzeug"), "readers.py", "werkzeug"),
  Rack: readIn(() => "ruby", "rack.rb", "rack"),
};
