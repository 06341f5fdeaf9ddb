import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import packaged, { inflate } from "@sparticuz/chromium";
import { type BrowserServer, chromium } from "playwright-core";

/** `CHROMIUM=/usr/bin/chromium npm test` takes that one instead of the packaged one. */
const OWN_CHROMIUM = "CHROMIUM";

/**
 * A browser for the tests, without installing one: on Linux (x64) the Chromium that an npm package holds, elsewhere the
 * Chrome that is installed. What that Chromium needs of the system and small machines lack (libnss3, libexpat1) the
 * package has as well, made for Amazon's Linux; it is used only where the system has none.
 */
export async function launchChromium(): Promise<BrowserServer> {
  const own = process.env[OWN_CHROMIUM];
  if (own !== undefined && own !== "") return launch({ executablePath: own });
  if (process.platform !== "linux" || process.arch !== "x64") return launch({ channel: "chrome" });
  const executablePath = await packaged.executablePath();
  // A machine without fonts would show no text: the package has some.
  const fonts = existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: join(tmpdir(), "fonts") };
  const env = { ...process.env, ...fonts };
  try {
    return await launch({ executablePath, env });
  } catch (error) {
    if (!String(error).includes("error while loading shared libraries")) throw error;
    return launch({ executablePath, env: { ...env, LD_LIBRARY_PATH: await inflateLibraries() } });
  }
}

type Options = NonNullable<Parameters<typeof chromium.launchServer>[0]>;

async function launch(options: Options): Promise<BrowserServer> {
  try {
    // No sandbox: tests run as root in containers, and visit nothing but this machine.
    return await chromium.launchServer({ ...options, args: ["--no-sandbox"] });
  } catch (error) {
    throw new Error(
      `The tests in a browser need Chromium, and it does not start. On Debian: apt-get install libnss3 libexpat1. Or name one that does: ${OWN_CHROMIUM}=/usr/bin/chromium npm test\n\n${String(error)}`,
    );
  }
}

/** Where the package's own libraries are, unpacked once. */
async function inflateLibraries(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium"));
  const folder = await inflate(join(dirname(entry), "..", "bin", "al2023.tar.br"));
  return join(folder, "lib");
}
