import { SCRIPT } from "./script.ts";
import { STYLE } from "./style.ts";

interface Asset {
  /** With a hash of the content: the content of a name never changes. */
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

/** The gate, on a rounded square that shows on any tab. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b63"/><path d="M7 26V14a9 9 0 0 1 18 0v12M12 26V16a4 4 0 0 1 8 0v10M5 26h22" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

export const assets = {
  style: asset("console", "css", "text/css; charset=utf-8", STYLE),
  script: asset("console", "js", "text/javascript; charset=utf-8", SCRIPT),
  icon: asset("icon", "svg", "image/svg+xml", ICON),
};

const BY_NAME: ReadonlyMap<string, Asset> = new Map(Object.values(assets).map((each) => [each.name, each]));

/**
 * The console's own files, which are equal for all visitors and hold nothing of any of them. Only these may be cached, by
 * the browser alone, without an end: another content has another name. Null: there is no such file.
 */
export function serveAsset(name: string): Response | null {
  const found = BY_NAME.get(name);
  if (found === undefined) return null;
  return new Response(found.content, {
    headers: {
      "Cache-Control": "private, max-age=31536000, immutable",
      "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
      "Content-Type": found.type,
      "Cross-Origin-Resource-Policy": "same-origin",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

function asset(stem: string, extension: string, type: string, content: string): Asset {
  return { name: `${stem}-${fnv1a(content)}.${extension}`, type, content };
}

/** 52 bits of FNV-1a tell versions of a file apart. SHA-256 is asynchronous: too late for the first request. */
function fnv1a(text: string): string {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i) ^ low, 0x85ebca6b);
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
