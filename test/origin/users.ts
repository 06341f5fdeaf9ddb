export interface User {
  readonly email: string;
  readonly name: string;
  readonly firstPassword: string;
  /** The second factor of the user, or null without one. Fixed, so that a person and a test can type it. */
  readonly code: string | null;
  /** Whom the user works for, on the host that companies share. */
  readonly companies: readonly string[];
}

const USERS: readonly User[] = [
  { email: "ann@example.com", name: "Ann Archer", firstPassword: "ann-password", code: null, companies: [] },
  { email: "bob@example.com", name: "Bob Breuer", firstPassword: "bob-password", code: "123456", companies: [] },
  { email: "zoe@example.com", name: "Zoë Çelik", firstPassword: "zoe-password", code: null, companies: [] },
  {
    email: "carol@example.com",
    name: "Carol Costa",
    firstPassword: "carol-password",
    code: null,
    companies: ["acme", "globex"],
  },
  { email: "dave@example.com", name: "Dave Diaz", firstPassword: "dave-password", code: null, companies: ["globex"] },
];

export function findUser(email: string): User | null {
  const wanted = email.trim().toLowerCase();
  return USERS.find((user) => user.email === wanted) ?? null;
}
