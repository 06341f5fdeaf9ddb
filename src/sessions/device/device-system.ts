import type { ClientHints } from "./client-hints.ts";
import { major, majorMinor } from "./device-text.ts";

/** The operating system that a visitor names. */
export interface System {
  readonly name: string;
  /** Empty when it is not told. */
  readonly version: string;
  /** Where one would say "on": an iPhone rather than iOS. */
  readonly place: string;
}

/** By the User-Agent, and by client hints where it is frozen. */
export function readSystem(userAgent: string, { platform, platformVersion }: ClientHints): System | null {
  const find = (pattern: RegExp): string | null => {
    const match = pattern.exec(userAgent);
    return match === null ? null : majorMinor((match[1] ?? "").replaceAll("_", "."));
  };
  const system = (name: string, version: string, place = name): System => ({ name, version, place });
  const hinted = platformVersion ?? "";

  const iphone = find(/\biPhone\b(?:.{0,40}?OS[ /](\d+(?:[._]\d+)*))?/);
  if (iphone !== null) return system("iOS", iphone, "iPhone");
  if (/\biPod\b/.test(userAgent)) return system("iOS", "", "iPod");
  const ipad = find(/\biPad\b(?:.{0,40}?OS[ /](\d+(?:[._]\d+)*))?/);
  if (ipad !== null) return system("iPadOS", ipad, "iPad");
  const android = find(/\bAndroid\b[ /]?(\d+(?:\.\d+)*)?/);
  if (android !== null) {
    // Chrome says "Android 10; K" of every device since 2023.
    if (/\bAndroid 10; K\)/.test(userAgent)) return system("Android", majorMinor(hinted).replace(/\.0$/, ""));
    return system("Android", android.replace(/\.0$/, ""));
  }
  const windows = find(/\bWindows NT (\d+\.\d+)/);
  if (windows !== null || platform === "Windows")
    return system("Windows", windowsVersion(windows ?? "", hinted), "Windows");
  if (/\bCrOS\b/.test(userAgent) || platform === "Chrome OS") return system("ChromeOS", "");
  if (/\bDarwin\/\d/.test(userAgent) && /\bCFNetwork\b/.test(userAgent)) return system("Apple", "", "an Apple device");
  // Safari and Chrome say 10.15.7 of every later version.
  if (/\bMacintosh\b|\bMac ?OS ?X?\b/i.test(userAgent))
    return system("macOS", major(platform === "macOS" ? hinted : ""));
  const ios = find(/\biOS[ /](\d+(?:\.\d+)*)/);
  if (ios !== null) return system("iOS", ios);
  const [console] = /\bPlayStation (?:\d|Vita)|\bPlayStation(?=\W*$)|\bXbox\b|\bNintendo \w+/i.exec(userAgent) ?? [];
  if (console !== undefined) return system(console, "");
  return findOther(userAgent);
}

function findOther(userAgent: string): System | null {
  const [, name, place = name] = OTHER_SYSTEMS.find(([pattern]) => pattern.test(userAgent)) ?? [];
  return name === undefined ? null : { name, version: "", place: place ?? name };
}

/** In this order: televisions say Linux too. */
const OTHER_SYSTEMS: readonly (readonly [pattern: RegExp, name: string, place?: string])[] = [
  [/\bTizen\b/, "Tizen"],
  [/\bWeb0S\b|\bwebOS\b/, "webOS"],
  [/\bUbuntu\b/, "Ubuntu", "Linux"],
  [/\bLinux\b|\bX11\b/i, "Linux"],
];

const WINDOWS_NT: ReadonlyMap<string, string> = new Map([
  ["6.3", "8.1"],
  ["6.2", "8"],
  ["6.1", "7"],
]);

/** Windows 10 and 11 both say NT 10.0; the platform version of the hints is 13 or more on Windows 11 (Microsoft's table). */
function windowsVersion(nt: string, hinted: string): string {
  const hint = Number.parseInt(hinted, 10);
  if (hint >= 13) return "11";
  if (hint >= 1) return "10";
  return WINDOWS_NT.get(nt) ?? "";
}
