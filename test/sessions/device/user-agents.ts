import type { DeviceType } from "../../../src/sessions/device/device.ts";

export const W = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)";
export const M = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)";
const L = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)";
const K = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)";
export const I = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";

export type Row = [userAgent: string, label: string, os: string | null, type: DeviceType];

export const BROWSERS: Row[] = [
  [`${W} Chrome/131.0.0.0 Safari/537.36`, "Chrome 131 on Windows", "Windows", "desktop"],
  [`${W} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`, "Edge 131 on Windows", "Windows", "desktop"],
  [`${W} Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0`, "Opera 116 on Windows", "Windows", "desktop"],
  [`${W} Chrome/131.0.0.0 Safari/537.36 Vivaldi/7.0.3495.11`, "Vivaldi 7 on Windows", "Windows", "desktop"],
  [`${W} Chrome/130.0.0.0 YaBrowser/24.12.0.0 Safari/537.36`, "Yandex Browser 24 on Windows", "Windows", "desktop"],
  [`${W} Chrome/128.0.0.0 Whale/4.29.282.14 Safari/537.36`, "Whale 4 on Windows", "Windows", "desktop"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Firefox 132 on Windows",
    "Windows",
    "desktop",
  ],
  [
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    "Internet Explorer 11 on Windows",
    "Windows 7",
    "desktop",
  ],
  [
    "Mozilla/5.0 (Windows NT 6.3; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36",
    "Chrome 109 on Windows",
    "Windows 8.1",
    "desktop",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    "Safari 18 on macOS",
    "macOS",
    "desktop",
  ],
  [`${M} Chrome/131.0.0.0 Safari/537.36`, "Chrome 131 on macOS", "macOS", "desktop"],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Firefox 132 on macOS",
    "macOS",
    "desktop",
  ],
  [`${L} Chrome/131.0.0.0 Safari/537.36`, "Chrome 131 on Linux", "Linux", "desktop"],
  [
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Firefox 132 on Linux",
    "Ubuntu",
    "desktop",
  ],
  [`${L} HeadlessChrome/131.0.0.0 Safari/537.36`, "Headless Chrome 131 on Linux", "Linux", "desktop"],
  [
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Chrome 131 on ChromeOS",
    "ChromeOS",
    "desktop",
  ],
  [`${I} Version/18.1.1 Mobile/15E148 Safari/604.1`, "Safari 18 on iPhone", "iOS 18.1", "mobile"],
  [`${I} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1`, "Chrome 131 on iPhone", "iOS 18.1", "mobile"],
  [`${I} FxiOS/132.0 Mobile/15E148 Safari/605.1.15`, "Firefox 132 on iPhone", "iOS 18.1", "mobile"],
  [`${I} Version/18.0 EdgiOS/131.0.2903.63 Mobile/15E148 Safari/605.1.15`, "Edge 131 on iPhone", "iOS 18.1", "mobile"],
  [`${I} Version/18.1 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, "DuckDuckGo 7 on iPhone", "iOS 18.1", "mobile"],
  [`${I} GSA/342.0.693598186 Mobile/15E148 Safari/604.1`, "Google app 342 on iPhone", "iOS 18.1", "mobile"],
  [
    "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
    "Safari 17 on iPad",
    "iPadOS 17.6",
    "tablet",
  ],
  [
    "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1",
    "Chrome 131 on iPad",
    "iPadOS 18.1",
    "tablet",
  ],
  [`${K} Chrome/131.0.0.0 Mobile Safari/537.36`, "Chrome 131 on Android", "Android", "mobile"],
  [`${K} Chrome/131.0.0.0 Safari/537.36`, "Chrome 131 on Android", "Android", "tablet"],
  [`${K} Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0`, "Edge 131 on Android", "Android", "mobile"],
  [`${K} Chrome/130.0.0.0 Mobile Safari/537.36 OPR/86.0.0.0`, "Opera 86 on Android", "Android", "mobile"],
  [
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.81 Mobile Safari/537.36",
    "Chrome 131 on Android",
    "Android 14",
    "mobile",
  ],
  [
    "Mozilla/5.0 (Linux; Android 13; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
    "Samsung Internet 27 on Android",
    "Android 13",
    "mobile",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14; SM-T870) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Chrome 131 on Android",
    "Android 14",
    "tablet",
  ],
  [
    "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
    "Firefox 132 on Android",
    "Android 14",
    "mobile",
  ],
  [
    "Mozilla/5.0 (Android 13; Tablet; rv:132.0) Gecko/132.0 Firefox/132.0",
    "Firefox 132 on Android",
    "Android 13",
    "tablet",
  ],
  [
    "Mozilla/5.0 (Linux; Android 13; M2101K6G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.24.0-gn",
    "MIUI Browser 14 on Android",
    "Android 13",
    "mobile",
  ],
  [
    "Mozilla/5.0 (Linux; U; Android 12; en-US; RMX2202) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/100.0.4896.58 UCBrowser/15.5.0.1232 Mobile Safari/537.36",
    "UC Browser 15 on Android",
    "Android 12",
    "mobile",
  ],
  [
    "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.14.0.322) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.196 HuaweiBrowser/15.0.8.301 Mobile Safari/537.36",
    "Huawei Browser 15 on Android",
    "Android 12",
    "mobile",
  ],
  [
    "Mozilla/5.0 (Linux; Android 11; KFTRWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/108.4.6 like Chrome/108.0.5359.220 Safari/537.36",
    "Amazon Silk 108 on Android",
    "Android 11",
    "tablet",
  ],
  [
    "Mozilla/5.0 (Linux; Android 11; CUBOT X18) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
    "Chrome 120 on Android",
    "Android 11",
    "mobile",
  ],
  [
    "Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15",
    "Safari 13 on PlayStation 5",
    "PlayStation 5",
    "tv",
  ],
  [
    "Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.128 Safari/537.36 WebAppManager",
    "TV browser on webOS",
    "webOS",
    "tv",
  ],
];

export const APPS: Row[] = [
  ["Acme iOS app/3.1 (iPhone; iOS 17.5; Scale/3.00)", "Acme iOS app 3.1 on iPhone", "iOS 17.5", "app"],
  ["AcmeCRM/3.1.4 (com.acme.crm; build:412; iOS 17.5.0) Alamofire/5.9.1", "AcmeCRM 3.1 on iOS", "iOS 17.5", "app"],
  ["Acme%20CRM/412 CFNetwork/1494.0.7 Darwin/23.4.0", "Acme CRM 412 on an Apple device", "Apple", "app"],
  ["AcmeCRM/3.1 (Android 14; Pixel 8) okhttp/4.12.0", "AcmeCRM 3.1 on Android", "Android 14", "app"],
  ["Dalvik/2.1.0 (Linux; U; Android 14; Pixel 7 Build/UQ1A.240205.002)", "Android app", "Android 14", "app"],
  [`${M} Slack/4.41.98 Chrome/130.0.6723.59 Electron/33.0.1 Safari/537.36`, "Slack 4.41 on macOS", "macOS", "app"],
  [
    `${W} AcmeDesk/2.4.1 Chrome/128.0.6613.186 Electron/32.2.7 Safari/537.36`,
    "AcmeDesk 2.4 on Windows",
    "Windows",
    "app",
  ],
  [`${W} Chrome/128.0.6613.186 Electron/32.2.7 Safari/537.36`, "Desktop app on Windows", "Windows", "app"],
  [
    "Mozilla/5.0 (Linux; Android 14; SM-A546B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.6778.81 Mobile Safari/537.36",
    "Android app",
    "Android 14",
    "app",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14; SM-A546B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.6778.81 Mobile Safari/537.36 AcmeCRM/5.2.0",
    "AcmeCRM 5.2 on Android",
    "Android 14",
    "app",
  ],
  [
    "Mozilla/5.0 (Linux; Android 14; SM-A546B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.6778.81 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/490.0.0.63.82;]",
    "Facebook 490 on Android",
    "Android 14",
    "app",
  ],
  [`${I} Mobile/15E148`, "iOS app on iPhone", "iOS 18.1", "app"],
  [`${I} Mobile/15E148 Instagram 330.0.0.0`, "Instagram 330 on iPhone", "iOS 18.1", "app"],
  [`${I} Mobile/15E148 AcmeCRM/3.1`, "AcmeCRM 3.1 on iPhone", "iOS 18.1", "app"],
];

export const CLIENTS: Row[] = [
  ["okhttp/4.12.0", "okhttp 4.12", null, "client"],
  ["curl/8.5.0", "curl 8.5", null, "client"],
  ["curl/7.58.0 (x86_64-pc-linux-gnu) libcurl/7.58.0 OpenSSL/1.1.1", "curl 7.58", null, "client"],
  ["Wget/1.21.3 (linux-gnu)", "Wget 1.21", null, "client"],
  ["python-requests/2.32.3", "Python requests 2.32", null, "client"],
  ["python-httpx/0.27.2", "Python httpx 0.27", null, "client"],
  ["Python/3.11 aiohttp/3.9.1", "Python aiohttp 3.9", null, "client"],
  ["Python-urllib/3.11", "Python urllib 3.11", null, "client"],
  ["Go-http-client/2.0", "Go HTTP client", null, "client"],
  ["Java/17.0.1", "Java 17.0", null, "client"],
  ["Apache-HttpClient/4.5.14 (Java/17.0.9)", "Apache HttpClient 4.5", null, "client"],
  ["axios/1.7.7", "axios 1.7", null, "client"],
  ["node", "Node.js", null, "client"],
  ["got (https://github.com/sindresorhus/got)", "Node.js got", null, "client"],
  ["GuzzleHttp/7", "PHP Guzzle 7", null, "client"],
  ["Faraday v2.9.0", "Ruby Faraday 2.9", null, "client"],
  ["PostmanRuntime/7.42.0", "Postman 7.42", null, "client"],
  ["insomnia/10.1.1", "Insomnia 10.1", null, "client"],
  ["Zapier", "Zapier", null, "client"],
  ["Dart/3.4 (dart:io)", "Dart 3.4", null, "client"],
  [
    "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1682",
    "PowerShell 5.1",
    null,
    "client",
  ],
  [
    "Mozilla/5.0 (compatible; Google-Apps-Script; beanserver; +https://script.google.com; id: UAEmdDd-abc)",
    "Google Apps Script",
    null,
    "client",
  ],
  ["acme-sync/0.3 (+https://acme.example)", "acme-sync 0.3", null, "client"],
  ["Stripe/1.0 (+https://stripe.com/docs/webhooks)", "Stripe 1.0", null, "client"],
];

export const BOTS: Row[] = [
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot 2.1", null, "bot"],
  [
    "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Googlebot 2.1",
    null,
    "bot",
  ],
  [
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "GPTBot 1.2",
    null,
    "bot",
  ],
  ["Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "Slackbot-LinkExpanding 1.0", null, "bot"],
  ["facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "facebookexternalhit 1.1", null, "bot"],
  ["Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "UptimeRobot 2.0", null, "bot"],
];
