/** HTTP libraries and tools by the product token of their User-Agent (lower case), under the names that people know. */
const CLIENTS: Record<string, string> = {
  aiohttp: "Python aiohttp",
  "apache-httpasyncclient": "Apache HttpClient",
  "apache-httpclient": "Apache HttpClient",
  axios: "axios",
  "bruno-runtime": "Bruno",
  bruno: "Bruno",
  bun: "Bun",
  curl: "curl",
  dart: "Dart",
  deno: "Deno",
  faraday: "Ruby Faraday",
  "go-http-client": "Go HTTP client",
  "go-resty": "Go resty",
  "google-apps-script": "Google Apps Script",
  got: "Node.js got",
  guzzlehttp: "PHP Guzzle",
  httpie: "HTTPie",
  insomnia: "Insomnia",
  java: "Java",
  "java-http-client": "Java HTTP client",
  k6: "k6",
  "ktor-client": "Ktor client",
  libcurl: "libcurl",
  "libwww-perl": "Perl libwww",
  make: "Make",
  "microsoft.data.mashup": "Excel Power Query",
  n8n: "n8n",
  node: "Node.js",
  "node-fetch": "Node.js node-fetch",
  "node.js": "Node.js",
  okhttp: "okhttp",
  php: "PHP",
  postmanruntime: "Postman",
  python: "Python",
  "python-httpx": "Python httpx",
  "python-requests": "Python requests",
  "python-urllib": "Python urllib",
  "python-urllib3": "Python urllib3",
  reqwest: "Rust reqwest",
  "rest-client": "Ruby rest-client",
  restsharp: "RestSharp",
  ruby: "Ruby",
  superagent: "Node.js superagent",
  "symfony httpclient": "Symfony HttpClient",
  "thunder client": "Thunder Client",
  undici: "Node.js undici",
  wget: "Wget",
  windowspowershell: "PowerShell",
  powershell: "PowerShell",
  zapier: "Zapier",
};

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(CLIENTS));

/** Their version is that of the protocol, and says nothing. */
const WITHOUT_VERSION: ReadonlySet<string> = new Set(["Go HTTP client", "Zapier", "Make"]);

/** A known client's name with its version, such as "curl 8.5"; null when the token is not a known client's. */
export function nameHttpClient(token: string, version: string): string | null {
  const name = NAMES.get(token.toLowerCase());
  if (name === undefined) return null;
  return version === "" || WITHOUT_VERSION.has(name) ? name : `${name} ${version}`;
}
