import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ProductPlan } from "../../products/product.ts";
import { startServer } from "../server-process.ts";

const at = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const signalsOf = (signals: boolean): Readonly<Record<string, string>> => ({
  SIGNALS: signals ? "on" : "off",
  PYTHONDONTWRITEBYTECODE: "1",
});

/** Debian's own Python, which its packages are for, or another one that has this module. */
export function pythonWith(module: string): string {
  const found = ["/usr/bin/python3", "python3"].find(
    (python) => spawnSync(python, ["-c", `import ${module}`]).status === 0,
  );
  if (found === undefined) throw new Error(`no python3 has ${module}: apt-get install python3-${module}`);
  return found;
}

/** PHP's own sessions: files, known by PHPSESSID. */
export const PHP: ProductPlan = {
  cookie: "PHPSESSID",
  keepsSessions: true,
  start: ({ signals }) =>
    startServer(
      (port, folder) => ["php", "-d", `session.save_path=${folder}`, "-S", `127.0.0.1:${port}`, at("crm.php")],
      signalsOf(signals),
    ),
};

/** Django's own login, with its sessions in its database. */
export const DJANGO: ProductPlan = {
  cookie: "sessionid",
  keepsSessions: true,
  start: ({ signals }) =>
    startServer((port) => [pythonWith("django"), at("crm_django.py"), String(port)], signalsOf(signals)),
};

/** Flask's own sessions: all of it is in a signed cookie, which the server cannot take back. */
export const FLASK: ProductPlan = {
  cookie: "session",
  keepsSessions: false,
  start: ({ signals }) =>
    startServer((port) => [pythonWith("flask"), at("crm_flask.py"), String(port)], signalsOf(signals)),
};

/** Rails' cookie store: all of it is in an encrypted cookie, which each answer writes anew. */
export const RAILS: ProductPlan = {
  cookie: "_crm_session",
  keepsSessions: false,
  changesCookie: true,
  start: ({ signals }) => startServer((port) => ["ruby", at("crm_rails.rb"), String(port)], signalsOf(signals)),
};
