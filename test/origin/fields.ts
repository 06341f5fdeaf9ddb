/** The text fields of a form, or of a flat JSON object; empty when the body is neither. */
export type Fields = (name: string) => string;

export async function readFields(request: Request): Promise<Fields> {
  const fields = await readEntries(request).catch(() => new Map<string, unknown>());
  return (name) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : "";
  };
}

async function readEntries(request: Request): Promise<ReadonlyMap<string, unknown>> {
  const isJson = /^application\/json\b/i.test(request.headers.get("Content-Type") ?? "");
  if (!isJson) return new Map<string, unknown>(await request.formData());
  const body: unknown = await request.json();
  return new Map(typeof body === "object" && body !== null ? Object.entries(body) : []);
}
