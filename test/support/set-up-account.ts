/** A call of the API as the operator. It throws what was refused. A text body goes as text/plain, any other as JSON. */
export type OperatorCall<T> = (method: string, path: string, body?: string | object) => Promise<T>;

export interface AccountSetUp {
  readonly id: string;
  readonly name?: string;
  readonly host?: string;
  /** As PUT allowlist takes it: a text with one entry a line, or `{ items }`. */
  readonly list?: string | object;
  readonly mode?: string;
}

/** Makes an account by the API: the account, its host, its list, its mode; what is left out is not set. The last answer. */
export async function setUpAccount<T>(
  call: OperatorCall<T>,
  { id, name = id, host, list, mode }: AccountSetUp,
): Promise<T> {
  const path = `/accounts/${id}`;
  let answer = await call("POST", "/accounts", { id, name });
  if (host !== undefined) answer = await call("PUT", `${path}/hosts/${host}`);
  if (list !== undefined) answer = await call("POST", `${path}/allowlist`, list);
  if (mode !== undefined) answer = await call("PATCH", `${path}/policy`, { mode });
  return answer;
}
