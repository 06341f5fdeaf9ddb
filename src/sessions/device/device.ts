import Bowser from "bowser";
import { LRUCache } from "lru-cache";
import { type ClientHints, readClientHints } from "./client-hints.ts";
import { readApp, readBot, readClient } from "./device-app.ts";
import { readSystem, type System } from "./device-system.ts";
import { clean, cut, FIRST_PRODUCT, major, NAME_MAX_LENGTH, nameApp, withVersion } from "./device-text.ts";

/**
 * - `desktop`, `mobile`, `tablet`, `tv` (consoles too): a browser there
 * - `app`: an app on a phone, tablet or computer, also one that shows the product in a web view
 * - `client`: an HTTP library, command-line tool or integration
 * - `bot`: a crawler, link preview or monitor
 */
export type DeviceType = "desktop" | "mobile" | "tablet" | "tv" | "app" | "client" | "bot" | "unknown";

/**
 * What a visitor says of its device. Whatever the text was, the members are short and without control characters (a page
 * escapes them like any text from outside).
 */
export interface Device {
  /** For people: "Chrome 131 on Windows". At most 80 characters, never empty. */
  readonly label: string;
  /** Browser, app or client with its version: "Chrome 131", "Acme 3.1", "curl 8.5". */
  readonly browser: string | null;
  /** Operating system, with the version where it is told: "Windows 11", "macOS", "iOS 18.1". */
  readonly os: string | null;
  readonly type: DeviceType;
}

/** Longer User-Agents exist only to do harm. */
const USER_AGENT_MAX_LENGTH = 1_024;
const OS_MAX_LENGTH = 30;
const LABEL_MAX_LENGTH = 80;

const UNKNOWN: Device = { label: "Unknown device", browser: null, os: null, type: "unknown" };

/** Describes devices, and remembers the descriptions of those seen lately. */
export function createDeviceDescriber(maxEntries = 1_000): (headers: Headers) => Device {
  const memo = new LRUCache<string, Device>({ max: maxEntries });
  return function describe(headers) {
    const { userAgent, hints } = readDevice(headers);
    const key = `${userAgent}\n${hints.brand?.name ?? ""}\n${hints.brand?.version ?? ""}\n${hints.mobile}\n${hints.platform}\n${hints.platformVersion}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const device = describeFacts(userAgent, hints);
    memo.set(key, device);
    return device;
  };
}

/** The device of a request by its User-Agent and client hints. Total: whatever they are, there is a description. */
export function describeDevice(headers: Headers): Device {
  const { userAgent, hints } = readDevice(headers);
  return describeFacts(userAgent, hints);
}

/** Same browser or app on the same system, whatever the versions: an update makes no new device. */
export const isSameKindOfDevice = (a: Device, b: Device): boolean => kindOfDevice(a) === kindOfDevice(b);

/** What stays the same of a device over its updates; for comparing, not for people. */
export function kindOfDevice({ browser, os, type }: Device): string {
  const withoutVersion = (text: string | null): string => (text ?? "").replace(/ \d[\w.]*$/, "").toLowerCase();
  return `${type}|${withoutVersion(browser)}|${withoutVersion(os)}`;
}

function readDevice(headers: Headers): { readonly userAgent: string; readonly hints: ClientHints } {
  return {
    userAgent: clean((headers.get("User-Agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH)),
    hints: readClientHints(headers),
  };
}

function describeFacts(userAgent: string, hints: ClientHints): Device {
  if (userAgent === "" || !/[\p{L}\p{N}]/u.test(userAgent)) return UNKNOWN;
  const os = readSystem(userAgent, hints);
  const bot = readBot(userAgent);
  if (bot !== null) return device(bot, null, "bot");
  const client = readClient(userAgent);
  if (client !== null) return device(client, null, "client");
  const app = readApp(userAgent, os);
  if (app !== null) return device(app, os, os === null ? "client" : "app");
  return readBrowser(userAgent, os, hints);
}

function device(name: string, os: System | null, type: DeviceType): Device {
  const browser = cut(name, NAME_MAX_LENGTH);
  if (browser === "") return UNKNOWN;
  const system = os === null ? null : cut(os.version === "" ? os.name : `${os.name} ${os.version}`, OS_MAX_LENGTH);
  const label = os === null || browser.includes(os.place) ? browser : `${browser} on ${os.place}`;
  return { label: cut(label, LABEL_MAX_LENGTH), browser, os: system, type };
}

/** Names as people know them. */
const BROWSER_NAMES: ReadonlyMap<string, string> = new Map([
  ["Microsoft Edge", "Edge"],
  ["Google Chrome", "Chrome"],
  ["HeadlessChrome", "Headless Chrome"],
  ["Samsung Internet for Android", "Samsung Internet"],
  ["YaBrowser", "Yandex Browser"],
  ["Yandex", "Yandex Browser"],
  ["Opera Touch", "Opera"],
  ["Google Search", "Google app"],
  ["Miui", "MIUI Browser"],
  ["WebOS Browser", "TV browser"],
]);

/** Browsers that the library takes for another. */
const OTHER_BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bHeadlessChrome\/(\d+)/, "Headless Chrome"],
  [/\bUCBrowser\/(\d+)/, "UC Browser"],
  [/\bHuaweiBrowser\/(\d+)/, "Huawei Browser"],
  [/\b(?:DuckDuckGo|Ddg)\/(\d+)/, "DuckDuckGo"],
  [/\bWhale\/(\d+)/, "Whale"],
];

function readBrowser(userAgent: string, os: System | null, hints: ClientHints): Device {
  const { browser, platform } = Bowser.parse(userAgent);
  const other = OTHER_BROWSERS.map(([pattern, name]) => ({ name, version: pattern.exec(userAgent)?.[1] })).find(
    ({ version }) => version !== undefined,
  );
  // Brave and others are Chrome by their User-Agent, and themselves by the hints.
  const { name, version } = other ??
    (hints.brand !== null && browser.name === "Chrome" ? hints.brand : null) ?? {
      name: browser.name ?? "",
      version: browser.version,
    };
  const known = BROWSER_NAMES.get(name) ?? name;
  const type = readType(userAgent, platform.type, os, hints.mobile);
  if (known === "" || (other === undefined && !/^(?:Mozilla|Opera)\//.test(userAgent))) {
    const [, product = "", number = ""] = FIRST_PRODUCT.exec(userAgent) ?? [];
    const title = /^Mozilla$/i.test(product.trim()) ? "Browser" : nameApp(product, number);
    return device(title, os, os === null ? "unknown" : type);
  }
  return device(withVersion(known, major(version ?? "")), os, type);
}

function readType(
  userAgent: string,
  platform: string | undefined,
  os: System | null,
  isMobile: boolean | null,
): DeviceType {
  if (platform === "tv" || /\bPlayStation|\bXbox\b|\bNintendo\b|\bSmart-?TV\b|\bTizen\b/i.test(userAgent)) return "tv";
  switch (os?.name) {
    case "iPadOS":
      return "tablet";
    case "iOS":
      return "mobile";
    case "Android":
      return isMobile === true || /\bMobile\b/.test(userAgent) ? "mobile" : "tablet";
    case "Windows":
    case "macOS":
    case "Linux":
    case "Ubuntu":
    case "ChromeOS":
      return "desktop";
    default:
      return platform === "desktop" || platform === "mobile" || platform === "tablet" ? platform : "unknown";
  }
}
