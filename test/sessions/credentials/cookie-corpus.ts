/**
 * Cookie headers in which an ended session is hidden, respelled or put beside a live one (docs/security.md, row 15), for replay
 * against real servers' parsers. Generated, so that every spelling meets every place.
 */

/** Names that the product's profile lists; an origin looks its cookies up under its own spelling of them. */
export const SESSION_COOKIES = ["crm_session", "remember.me"] as const;

export interface Secret {
  /** What an origin compares. */
  readonly value: string;
  /** What its Set-Cookie said, and a browser sends. */
  readonly wire: string;
}

const secret = (value: string): Secret => ({ value, wire: encodeURIComponent(value) });

/** One as PHP and Python make them, one as express-session does. */
export const ENDED: readonly Secret[] = [
  secret("e4d909c290d0fb1ca068ffaddf22cbd0"),
  secret("s:E7b0c4d1e2.9fQ/Zkx2mB8w0aaYtRqLw/c1="),
];
export const LIVE: Secret = secret("1b2cf535f27731c974343645a3985328");

const escapeAll = (text: string): string =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
const octal = (text: string): string =>
  [...text].map((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`).join("");

const NAMES: readonly string[] = [
  "crm_session",
  "crm.session",
  "crm session",
  "crm[session",
  "crm_session[]",
  "crm_session[0]",
  "crm%5fsession",
  "crm%5Fsession",
  "%63rm_session",
  "crm+session",
  "crm_session ",
  " crm_session",
  "\tcrm_session",
  "\u00a0crm_session",
  "\u001fcrm_session",
  "CRM_SESSION",
  "$crm_session",
  "remember.me",
  "remember_me",
  "remember me",
];

const VALUES: readonly ((secret: Secret) => string)[] = [
  ({ wire }) => wire,
  ({ value }) => value,
  ({ wire }) => `"${wire}"`,
  ({ value }) => `"${value}"`,
  ({ wire }) => `"${wire}`,
  ({ wire }) => `"${wire}x`,
  ({ wire }) => `${wire}"`,
  ({ wire }) => ` ${wire}`,
  ({ wire }) => `${wire} `,
  ({ wire }) => `\t${wire}\t`,
  ({ wire }) => `${wire}\u00a0`,
  ({ wire }) => `${wire}\u001f`,
  ({ value }) => `${escapeAll(value.slice(0, 1))}${encodeURIComponent(value.slice(1))}`,
  ({ value }) => escapeAll(value),
  ({ value }) => escapeAll(value).toUpperCase(),
  ({ value }) => `"${octal(value.slice(0, 3))}${value.slice(3)}"`,
  ({ value }) => `"${octal(value)}"`,
  ({ value }) => `"\\${value.slice(0, 1)}${value.slice(1)}"`,
  ({ wire }) => `%22${wire}%22`,
  ({ wire }) => `${wire},`,
  ({ wire }) => `${wire}, junk`,
  ({ wire }) => `${wire} junk`,
  ({ wire }) => `${wire}, a=1`,
  ({ wire }) => `${wire} a=1`,
  ({ wire }) => `"${wire}" junk`,
  ({ wire }) => `"${wire}"junk`,
  ({ wire }) => `"${wire}; a=1"`,
  ({ wire }) => `%20${wire}`,
  ({ wire }) => `${wire}%20`,
];

const PLACES: readonly ((cookie: string) => string)[] = [
  (cookie) => cookie,
  (cookie) => `theme=dark; ${cookie}`,
  (cookie) => `${cookie}; theme=dark`,
  (cookie) => `theme=dark;${cookie};lang=en`,
  (cookie) => `theme=dark, ${cookie}`,
  (cookie) => `theme=dark,${cookie}`,
  (cookie) => `theme=dark ${cookie}`,
  (cookie) => `theme=dark, ${cookie}, lang=en`,
  (cookie) => `theme="dark" ${cookie}`,
  (cookie) => `theme="dark; ${cookie}"`,
  (cookie) => `theme="${cookie}"; lang=en`,
  (cookie) => `theme="da\\"rk; ${cookie}; lang="en"`,
  (cookie) => `;; ${cookie};; `,
  (cookie) => `theme; ${cookie}; lang`,
  (cookie) => `=; ${cookie}; =1`,
  (cookie) => `=${cookie}`,
  (cookie) => `theme=${cookie}`,
  (cookie) => `$Version=1; ${cookie}; $Path="/"`,
  (cookie) => `${cookie}; crm_session=${LIVE.wire}`,
  (cookie) => `crm_session=${LIVE.wire}; ${cookie}`,
  (cookie) => `crm_session=${LIVE.wire}, ${cookie}`,
  (cookie) => `${cookie}, crm_session=${LIVE.wire}`,
  (cookie) => `${cookie}; remember.me=${LIVE.wire}`,
  (cookie) => `${cookie}; ${cookie}; theme=dark`,
  (cookie) => `theme=dark; crm_session=; ${cookie}`,
];

export interface CorpusRow {
  readonly header: string;
  readonly ended: Secret;
}

/** Every name and every value in every third place or so, and all places with the plain ones. */
export function generateCorpus(): readonly CorpusRow[] {
  const rows = new Map<string, CorpusRow>();
  let turn = 0;
  const add = (name: number, value: number, place: number): void => {
    const ended = ENDED[turn++ % ENDED.length] ?? LIVE;
    const cookie = `${NAMES[name]}=${VALUES[value]?.(ended) ?? ""}`;
    const header = PLACES[place]?.(cookie) ?? cookie;
    rows.set(header, { header, ended });
  };
  for (let place = 0; place < PLACES.length; place++) {
    for (let name = 0; name < NAMES.length; name++) if ((name + place) % 3 === 0 || name === 0) add(name, 0, place);
    for (let value = 0; value < VALUES.length; value++) if ((value + place) % 3 === 1) add(0, value, place);
  }
  for (let value = 0; value < VALUES.length; value++) add(value % NAMES.length, value, 0);
  return [...rows.values()];
}

const PIECES: readonly string[] = [
  ...[
    "crm_session",
    "crm.session",
    "remember.me",
    "remember_me",
    "=",
    "=",
    "=",
    ";",
    "; ",
    "; ",
    ",",
    ", ",
    " ",
    "\t",
    '"',
    '"',
  ],
  ...["\\", "%", "[", "]", "a", "b=1", "$Path", "+", "%22", "%3d", "%3B", "\u00a0", "\u001f", LIVE.wire],
  ...VALUES.slice(0, 19).flatMap((spell) => ENDED.slice(0, 1).map(spell)),
];

/** Headers of the pieces that parsers trip over, put together at random: the same ones every time. */
export function generateRandomRows(count: number): readonly CorpusRow[] {
  let state = 20_261_122;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const ended = ENDED[0] ?? LIVE;
  return Array.from({ length: count }, () => {
    const pieces = Array.from({ length: 1 + random(16) }, () => PIECES[random(PIECES.length)] ?? "");
    if (random(2) === 0) pieces.unshift("crm_session=");
    return { header: pieces.join(""), ended };
  });
}
