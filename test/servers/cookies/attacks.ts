import { joinsAll } from "./model-gate.ts";
import { pairOf, type SealedCookie } from "./secret.ts";
import { namesLike, otherLastCharacters, PLACES, valuesLike } from "./spellings.ts";

/** What an attacker has, of one name: DESIGN.md, "Bound cookies". All have the same name. */
export interface Loot {
  /** A login of this account, as its browser sends it. */
  readonly live: SealedCookie;
  /** A second login of this account, under the same name. */
  readonly second: SealedCookie;
  /** A login that was ended, and its seal. */
  readonly ended: SealedCookie;
  /** A login of another account on a host of its own, and the seal that it got there. */
  readonly other: SealedCookie;
  /** A session that the origin knows and Gatehouse never saw. */
  readonly unsealed: SealedCookie;
}

type Held = keyof Loot;

/** One request's Cookie lines, and what must come of it. */
export interface Attack {
  /** What it is in the list of attacks of DESIGN.md, for messages. */
  readonly kind: string;
  readonly lines: readonly string[];
  /** What no reader may read from what arrives. */
  readonly forbids: readonly Held[];
  /** Whether the live cookie and its seal stand in it as a browser sends them: it must arrive, to the byte. */
  readonly keepsLive: boolean;
}

const FORBIDDEN: readonly Held[] = ["ended", "other", "unsealed"];

const sealOf = (cookie: SealedCookie): string => cookie.seal ?? "";
const sealed = (cookie: SealedCookie): string =>
  [pairOf(cookie), sealOf(cookie)].filter((part) => part !== "").join("; ");

/** Every attack of the corpus; each header once. */
export function attacksWith(loot: Loot): readonly Attack[] {
  const rows = new Map<string, Attack>();
  const add = (kind: string, lines: readonly string[], expected: Partial<Attack> = {}): void => {
    rows.set(lines.join("\n"), { kind, lines, forbids: FORBIDDEN, keepsLive: false, ...expected });
  };
  addSpellings(add, loot);
  addChunks(add, loot);
  addSeals(add, loot);
  addBrokenSeals(add, loot);
  addCrowds(add, loot);
  return [...rows.values()];
}

type Add = (kind: string, lines: readonly string[], expected?: Partial<Attack>) => void;

/** Every name, value and place with each thing that must not pass, alone and beside a live login in either order. */
function addSpellings(add: Add, loot: Loot): void {
  const { live, ended } = loot;
  const must = FORBIDDEN.map((held) => loot[held]);
  const addAround = (kind: string, cookie: string, turn: number): void => {
    const rests = [
      [cookie, false],
      [`${cookie}; ${sealOf(ended)}`, false],
      [`${cookie}; ${sealed(live)}`, true],
      [`${sealed(live)}; ${cookie}`, true],
      [`${sealOf(live)}; ${pairOf(live)}; ${cookie}; ${sealOf(ended)}`, true],
    ] as const;
    // Every second one: a spelling meets each company through one thing or another.
    rests.forEach(([header, keepsLive], index) => {
      if ((index + turn) % 2 === 0) add(kind, [header], { keepsLive });
    });
  };
  let turn = 0;
  for (const name of namesLike(live.name))
    for (const { value } of must) addAround("A4 A6 A11 name", `${name}=${value}`, turn++);
  for (const cookie of must)
    for (const value of valuesLike(cookie.value)) addAround("A1 A3 A12 value", `${cookie.name}=${value}`, turn++);
  for (const place of PLACES) for (const cookie of must) addAround("A7-A10 place", place(pairOf(cookie)), turn++);
}

/** A4, A5: a value cut up under names that some origin joins again, and whole under the first of them. */
function addChunks(add: Add, { live, ended, other, unsealed }: Loot): void {
  const { name } = live;
  for (const { value } of [ended, other, unsealed]) {
    const halves = [value.slice(0, 21), value.slice(21)];
    const [first = "", last = ""] = halves;
    const thirds = [value.slice(0, 14), value.slice(14, 28), value.slice(28)];
    const chunked = [
      `${name}.0=${first}; ${name}.1=${last}`,
      `${name}.1=${last}; ${name}.0=${first}`,
      `${name}.0=${value}`,
      `${name}.0=base64-${value}`,
      thirds.map((third, index) => `${name}.${index}=${third}`).join("; "),
      // Under 16 characters each: short ones pass, but for chunk suffixes and for the names that Auth.js joins.
      thirds.map((third, index) => `${name}${["C1", "C2", "C3"][index]}=${third}`).join("; "),
      ...["chunks-2", "chunks:2", '"chunks-2"', "CHUNKS-2", "chunks%2D2"].map(
        (count) => `${name}=${count}; ${name}C1=${first}; ${name}C2=${last}`,
      ),
      `${name}C1=${first}; ${name}C2=${last}; ${name}=chunks-2`,
      `${name}=chunks-1; ${name}C1=${value}`,
      `${name}=chunks-3; ${thirds.map((third, index) => `${name}C${index + 1}=${third}`).join("; ")}`,
      `${name}=chunks-2; ${name}c1=${first}; ${name.toUpperCase()}C2=${last}`,
      `${name}=chunks-2, ${name}C1=${first}, ${name}C2=${last}`,
      `${name}=${first}; ${name}.1=${last}`,
      `${name}=; ${name}.0=${value}`,
      `${name}_1=${first}; ${name}_2=${last}`,
      `${name}[0]=${first}; ${name}[1]=${last}`,
      // Auth.js joins these: no suffix of chunks, and each part short enough for a setting of the page.
      ...(joinsAll(name) ? [thirds.map((third, index) => `${name}${["X", "Y", "Z"][index]}=${third}`).join("; ")] : []),
    ];
    for (const header of chunked) {
      add("A4 A5 chunks", [header]);
      add("A4 A5 chunks", [`${header}; ${sealOf(ended)}; ${sealOf(live)}`]);
      add("A4 A5 chunks", [`${header}; ${sealed(live)}`], { keepsLive: true });
      add("A4 A5 chunks", [`${sealed(live)}; ${header}`], { keepsLive: true });
    }
  }
}

/** A1, A2, A13 and two lines: whole values under each seal, in each order. */
function addSeals(add: Add, { live, second, ended, other, unsealed }: Loot): void {
  const seals = [live, second, ended, other].map(sealOf);
  for (const cookie of [ended, other, unsealed]) {
    for (const seal of seals) {
      add("A2 A13 another's seal", [`${pairOf(cookie)}; ${seal}`]);
      add("A2 A13 another's seal", [`${seal}; ${pairOf(cookie)}`]);
      for (const value of otherLastCharacters(cookie.value))
        add("A3 last character under a seal", [`${cookie.name}=${value}; ${seal}`]);
    }
    add("A2 all seals", [`${pairOf(cookie)}; ${seals.join("; ")}`]);
    add("A2 all seals", [`${sealed(live)}; ${sealed(second)}; ${pairOf(cookie)}; ${seals.join("; ")}`], {
      keepsLive: true,
    });
    add("two lines", [sealed(live), pairOf(cookie)]);
    add("two lines", [pairOf(cookie), sealed(live)]);
    add("two lines", [pairOf(cookie), sealOf(live)]);
    add("two lines", ["theme=dark", pairOf(cookie)]);
    add("two lines", [`theme="dark`, `${pairOf(cookie)}"`]);
  }
}

/** A15-A17: the live cookie under what is no seal of it any more. */
function addBrokenSeals(add: Add, { live, second, other }: Loot): void {
  const [sealName = "", seal = ""] = sealOf(live).split(/=(.*)/s);
  const parts = seal.split(".");
  const broken = [
    seal.slice(0, -1),
    seal.slice(0, -2),
    `${seal}A`,
    `${seal}.`,
    `${seal}.AAAA`,
    seal.slice(1),
    `2${seal.slice(1)}`,
    `0${seal.slice(1)}`,
    `1zz${seal.slice(2)}`,
    `"${seal}"`,
    `${seal}=`,
    `${seal}%20`,
    seal.toLowerCase() === seal ? seal.toUpperCase() : seal.toLowerCase(),
    "",
    ".",
    "1",
    ...parts.map((_, index) => parts.toSpliced(index, 1).join(".")),
    ...parts.map((part, index) => parts.with(index, part + part).join(".")),
    ...parts.map((_, index) => parts.with(index, "").join(".")),
    ...parts.map((part, index) => parts.with(index, flipFirst(part)).join(".")),
    ...[second, other].map((cookie) => sealOf(cookie).split(/=(.*)/s)[1] ?? ""),
  ];
  for (const text of new Set(broken)) {
    if (text === seal) continue;
    add("A15-A17 broken seal", [`${pairOf(live)}; ${sealName}=${text}`], { forbids: [...FORBIDDEN, "live"] });
  }
  add("no seal", [pairOf(live)], { forbids: [...FORBIDDEN, "live"] });
  add("seal of another name", [`${pairOf(live)}; gth1-AAAAAAAA=${seal}`], { forbids: [...FORBIDDEN, "live"] });
}

const flipFirst = (part: string): string => (part.startsWith("A") ? "B" : "A") + part.slice(1);

/** A29: more than 32 candidates or seals, and all candidates go; with 30 the live one stays. */
function addCrowds(add: Add, { live, ended }: Loot): void {
  const many = (count: number, cookie: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => cookie(index)).join("; ");
  const none: Partial<Attack> = { forbids: [...FORBIDDEN, "live"] };
  add("A29 candidates", [`${many(33, () => pairOf(ended))}; ${sealed(ended)}`]);
  add("A29 candidates", [`${sealed(live)}; ${many(33, () => pairOf(ended))}`], none);
  add("A29 candidates", [`${many(40, (index) => `${live.name}${index}=junk`)}; ${sealed(live)}; ${pairOf(ended)}`]);
  add("A29 seals", [`${many(33, () => sealOf(ended))}; ${sealed(live)}`], none);
  add(
    "A29 seals",
    [`${pairOf(live)}; ${many(33, (index) => `gth1-${String(index).padStart(8, "A")}=1`)}; ${sealOf(live)}`],
    none,
  );
  add("A29 thirty", [`${many(30, () => pairOf(ended))}; ${sealed(live)}`], { keepsLive: true });
}
