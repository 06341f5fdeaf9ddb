/** One request over whatever leads to the product; redirects come back as they are. */
export type Send = (path: string, init: SentRequest) => Promise<Response>;

export interface SentRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What a person sees after a click: where the redirects led to, and what stands there. */
export interface Seen {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

const FORM = "application/x-www-form-urlencoded";
const MAX_REDIRECTS = 5;

/** A browser, or an app: what it says of itself with each request, and the cookies that it keeps for its one host. */
export function createDevice(send: Send, headers: Readonly<Record<string, string>> = {}) {
  const jar = new Map<string, string>();

  async function request(path: string, init: Partial<SentRequest>): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await send(path, {
      method: init.method ?? "GET",
      headers: { ...headers, ...(cookie === "" ? {} : { Cookie: cookie }), ...init.headers },
      body: init.body ?? null,
    });
    for (const line of response.headers.getSetCookie()) keep(jar, line);
    return response;
  }

  async function follow(path: string, response: Response): Promise<Seen> {
    let at = path;
    let answer = response;
    for (let hops = 0; answer.status >= 300 && answer.status < 400; hops += 1) {
      const to = answer.headers.get("Location");
      if (to === null || hops === MAX_REDIRECTS) throw new Error(`${at}: ${answer.status} leads nowhere`);
      const url = new URL(to, `http://product.invalid${at}`);
      at = url.pathname + url.search;
      answer = await request(at, {});
    }
    return { path: at, status: answer.status, text: await answer.text() };
  }

  return {
    /** Name and value of each cookie; the test may put others in. */
    jar,
    /** One request with the cookies of the jar; what the answer sets is kept, a redirect is not followed. */
    request,
    /** Follows a link, and the redirects after it. */
    open: async (path: string): Promise<Seen> => follow(path, await request(path, {})),
    /** Sends a form, and follows the redirects after it. */
    submit: async (path: string, fields: Readonly<Record<string, string>> = {}): Promise<Seen> => {
      const body = new URLSearchParams(fields).toString();
      return follow(path, await request(path, { method: "POST", headers: { "Content-Type": FORM }, body }));
    },
  };
}

export type Device = ReturnType<typeof createDevice>;

/** As browsers do it, for one host and path (RFC 6265 section 5.3). */
function keep(jar: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals).trim();
  const isOver = attributes.some((attribute) => {
    const [key = "", value = ""] = attribute.split("=").map((part) => part.trim());
    if (/^max-age$/i.test(key)) return Number(value) <= 0;
    return /^expires$/i.test(key) && Date.parse(value) <= Date.now();
  });
  if (isOver) jar.delete(name);
  else jar.set(name, pair.slice(equals + 1).trim());
}
