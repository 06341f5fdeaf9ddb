import { fileURLToPath } from "node:url";
import { createApi } from "./admin-api.ts";
import { checkConfig } from "./check-config.ts";
import { ensureDevVars } from "./dev-vars.ts";
import { firstScreen } from "./first-screen.ts";
import { isPortFree } from "./port.ts";
import { seedDemoAccount } from "./seed.ts";
import { readSettings, type Settings } from "./settings.ts";
import {
  startDev,
  startMigrations,
  stopWrangler,
  untilBroken,
  untilDone,
  untilListening,
  type Wrangler,
} from "./wrangler.ts";

// `npm start`: Gatehouse on this machine, in front of the demo product or of a server of one's own. It leaves no
// process behind, however it is told to stop.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PARENT_CHECK_MS = 500;

const running: Wrangler[] = [];
let stopping = false;

const settings = readSettings(process.env, process.argv.slice(2), ROOT);
if (!settings.ok) {
  fail(settings.error);
} else if (!(await isPortFree(settings.value.port))) {
  fail(
    `Port ${settings.value.port} is taken. Stop what uses it, or choose another: PORT=${nextPort(settings.value.port)} npm start`,
  );
} else {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
  stopWithNpm();
  try {
    await start(settings.value);
  } catch (error) {
    if (!stopping) fail(error instanceof Error ? error.message : String(error));
    await stop(1);
  }
}

async function start(settings: Settings): Promise<void> {
  const secrets = ensureDevVars(settings.devVars);
  const config = checkConfig(settings.vars, secrets);
  if (!config.ok) throw new Error(config.error);
  const { basePath, operatorToken } = config.value;

  const migrations = launch(() => startMigrations(ROOT, settings));
  await untilDone(migrations, "The migrations were not applied");
  const apiUrl = `http://localhost:${settings.port}${basePath}/api/v1`;
  const dev = launch(() => startDev(ROOT, settings, { GATEHOUSE_API: apiUrl, GATEHOUSE_TOKEN: operatorToken }));
  const broken = untilBroken(dev);
  const api = createApi(apiUrl, operatorToken);
  await Promise.race([broken, untilListening(dev).then(() => seedDemoAccount(api, settings.originUrl === null))]);
  dev.showOutput();
  console.log(firstScreen(settings, basePath, process.cwd()));
  await broken;
}

function launch(startIt: () => Wrangler): Wrangler {
  if (stopping) throw new Error("Stopped.");
  const wrangler = startIt();
  running.push(wrangler);
  return wrangler;
}

async function stop(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await Promise.all(running.map(stopWrangler));
  process.exit(exitCode);
}

/** npm ends the shell between us, which passes no signal on: a new parent may be all that we see of it. */
function stopWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(0), PARENT_CHECK_MS).unref();
}

function fail(message: string): void {
  console.error(`\n${message}\n`);
  process.exitCode = 1;
}

function nextPort(port: number): number {
  return port < 65_535 ? port + 1 : port - 1;
}
