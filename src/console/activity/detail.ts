/** An event's detail is read back from storage as it was written, by this version or an older one: nothing is taken for granted. */
export type Detail = Readonly<Record<string, unknown>>;

export function textOf(detail: Detail, name: string): string | null {
  const value = detail[name];
  return typeof value === "string" && value !== "" ? value : null;
}

export function numberOf(detail: Detail, name: string): number {
  const value = detail[name];
  return typeof value === "number" ? value : 0;
}

export function partOf(detail: Detail, name: string): Detail {
  const value = detail[name];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Detail) : {};
}

export function textsOf(detail: Detail, name: string): readonly string[] {
  const value = detail[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
