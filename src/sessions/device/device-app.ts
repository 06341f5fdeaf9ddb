import Bowser from "bowser";
import type { System } from "./device-system.ts";
import { FIRST_PRODUCT, major, majorMinor, nameApp, withVersion } from "./device-text.ts";
import { nameHttpClient } from "./http-clients.ts";

const BOT_TOKEN =
  /(?:^|[ ;(+])([\w.-]{0,30}(?:bot|crawler|spider|externalhit)(?:[-_][\w.-]{0,20})?)(?:[/ ]v?(\d[\d.]{0,15}))?(?![\w])/i;

/** A crawler, link preview or monitor, with its version; null when it says to be none. */
export function readBot(userAgent: string): string | null {
  const match = BOT_TOKEN.exec(userAgent);
  const name = match?.[1] ?? "";
  if (name === "" || /^cubot/i.test(name)) {
    const { browser, platform } = Bowser.parse(userAgent);
    return platform.type === "bot" && browser.name
      ? withVersion(browser.name, majorMinor(browser.version ?? ""))
      : null;
  }
  return withVersion(name, majorMinor(match?.[2] ?? ""));
}

/** A known HTTP library, tool or integration, with its version. */
export function readClient(userAgent: string): string | null {
  const [, first = "", version = ""] = FIRST_PRODUCT.exec(userAgent) ?? [];
  // "Python/3.11 aiohttp/3.9.1": the library says more than the language.
  const aiohttp = /\baiohttp\/(\d[\w.]*)/.exec(userAgent);
  if (aiohttp !== null) return nameHttpClient("aiohttp", majorMinor(aiohttp[1] ?? ""));
  const shell = /\b(?:Windows)?PowerShell\/(\d[\w.]*)/.exec(userAgent);
  if (shell !== null) return nameHttpClient("powershell", majorMinor(shell[1] ?? ""));
  if (/\bGoogle-Apps-Script\b/.test(userAgent)) return nameHttpClient("google-apps-script", "");
  const spaced = /^(.*?)[ ]v?(\d[\d.]*)$/.exec(first.trim());
  return spaced === null
    ? nameHttpClient(first.trim(), majorMinor(version))
    : nameHttpClient(spaced[1] ?? "", majorMinor(spaced[2] ?? ""));
}

/** Products that stand in every browser's User-Agent, and say nothing about an app. */
const BROWSER_PRODUCT =
  /^(?:Mozilla|AppleWebKit|Gecko|Chrome|Chromium|Safari|Version|Mobile|Electron|HeadlessChrome|CriOS|FxiOS|EdgiOS|OPiOS|OPT|GSA|Edg|Edge|EdgA|OPR|Opera|Firefox|Focus|Klar|Vivaldi|YaBrowser|Yowser|SamsungBrowser|UCBrowser|MiuiBrowser|XiaoMi|HuaweiBrowser|Silk|DuckDuckGo|Ddg|Brave|Whale|QQBrowser|MQQBrowser|MetaSr|Maxthon|PaleMoon|SeaMonkey|Trident|like|Build|Presto|Konqueror|Epiphany|Falkon|Puffin|Coast|Sleipnir|Swing|Avast|AVG|CCleaner|NAVER|WebAppManager|Ecosia|Kiwi|Mobile15E148)$/i;

const IN_APP: readonly (readonly [RegExp, string])[] = [
  [/\bFBA[NV]\/(?:[A-Za-z]+;FBAV\/)?(\d[\d.]*)?/, "Facebook"],
  [/\bInstagram[ /](\d[\d.]*)/, "Instagram"],
  [/\bMicroMessenger\/(\d[\d.]*)/, "WeChat"],
  [/\bLinkedInApp\b(?:\/(\d[\d.]*))?/, "LinkedIn"],
  [/\bLine\/(\d[\d.]*)/, "LINE"],
  [/\bTeams\/(\d[\d.]*)/, "Microsoft Teams"],
];

/** The name of an app: on its own, around a web view, or in an Electron shell. Null: a browser, or nothing known. */
export function readApp(userAgent: string, os: System | null): string | null {
  for (const [pattern, name] of IN_APP) {
    const match = pattern.exec(userAgent);
    if (match !== null) return withVersion(name, major(match[1] ?? ""));
  }
  if (/^Dalvik\//.test(userAgent)) return "Android app";
  if (!/^(?:Mozilla|Opera)\//.test(userAgent)) {
    const [, name = "", version = ""] = FIRST_PRODUCT.exec(userAgent) ?? [];
    return nameApp(name, version) || null;
  }
  const isIosView =
    /\b(?:iPhone|iPad|iPod)\b/.test(userAgent) && !/\bSafari\/|\b(?:Version|[A-Z]\w+iOS)\/\d/.test(userAgent);
  const isAndroidView = /; wv\)/.test(userAgent);
  if (!isIosView && !isAndroidView && !/\bElectron\/\d/.test(userAgent)) return null;
  const named = findOwnProduct(userAgent);
  if (named !== null) return named;
  if (isIosView || isAndroidView) return os === null ? "App" : `${isIosView ? "iOS" : "Android"} app`;
  return "Desktop app";
}

/** The first product, outside parentheses, that is not the browser's in the shell. */
function findOwnProduct(userAgent: string): string | null {
  const products = userAgent.replace(/\([^)]*\)/g, "").matchAll(/([A-Za-z][\w.-]*)\/v?(\d[\w.]*)/g);
  for (const [, name = "", version = ""] of products) if (!BROWSER_PRODUCT.test(name)) return nameApp(name, version);
  return null;
}
