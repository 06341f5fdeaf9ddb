/** A product as Gatehouse meets it in the wild. */
export interface ProductPlan {
  readonly start: (options: ProductOptions) => Promise<RunningProduct>;
  /** The cookie that a browser is known by. */
  readonly cookie: string;
  /** Whether its server knows which sessions are open; otherwise a cookie works on after the logout, wherever it was copied to. */
  readonly keepsSessions: boolean;
  /** Its cookie has a new value after each answer, and the former values go on working. */
  readonly changesCookie?: boolean;
}

export interface ProductOptions {
  /** Whether it tells Gatehouse whose sessions are whose. */
  readonly signals: boolean;
}

export interface RunningProduct {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Who can log in, to every product of these tests. */
const USERS = new Map([
  ["ann", { name: "Ann Archer", password: "ann-password" }],
  ["zoe", { name: "Zoë Çelik", password: "zoe-password" }],
]);

export const nameOf = (user: string): string => USERS.get(user)?.name ?? "";

export const isPassword = (user: string, password: string): boolean => USERS.get(user)?.password === password;
