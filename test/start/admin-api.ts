/** The admin API of the server that was just started, called as its operator. */
export type CallApi = (method: string, path: string, body?: string | object) => Promise<ApiAnswer>;

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** An answer should come at once; the first one compiles the Worker. */
const TIMEOUT_MS = 20_000;

/** `url` is that of the API itself, without a slash at the end; text goes as text/plain and an object as JSON. */
export function createApi(url: string, operatorToken: string): CallApi {
  return async (method, path, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${operatorToken}`,
        ...(body === undefined ? {} : { "Content-Type": typeof body === "string" ? "text/plain" : "application/json" }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  };
}
