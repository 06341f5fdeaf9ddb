/** How an attacker may write a cookie's name, its value, and the place of both in a header. */

const escaped = (text: string): string =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");

const octal = (text: string): string =>
  [...text].map((character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`).join("");

const capitalised = (text: string): string =>
  text.replace(/[a-z]/i, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));

/** A4, A6, A11: each of them is the session cookie to some origin. */
export const namesLike = (name: string): readonly string[] => {
  const folded = ["_", ".", " ", "[", "+"].map((character) => name.replace(/[._]/g, character));
  const bare = name.replace(/^__[A-Za-z-]+-/, "");
  const spelled = [
    name,
    ...folded,
    name.toUpperCase(),
    capitalised(name),
    escaped(name),
    escaped(name).toUpperCase(),
    escaped(name.slice(0, 1)) + name.slice(1),
    name.slice(0, -1) + escaped(name.slice(-1)),
    ...["[]", "[0]", "[", "[x", "%5b%5d", "%5B0%5D"].map((end) => name + end),
    ...["__Host-", "__Secure-", "__Http-", "__Host-Http-", "__host-", "__SECURE-", "$"].map((prefix) => prefix + bare),
    bare,
    ...[" ", "\t", "\u00a0", "\u000b", "\u001f"].flatMap((blank) => [blank + name, name + blank]),
    ...[".0", ".1", ".00", ".0.1", "X", "-", "_", "_1", "C1", "2", "-chunk", ".sig"].map((end) => name + end),
  ];
  return [...new Set(spelled)];
};

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A3: the other last characters of a value of 43 characters, of which two bits are not used. */
export const otherLastCharacters = (value: string): readonly string[] => {
  const last = BASE64URL.indexOf(value.slice(-1));
  const first = last - (last % 4);
  return [0, 1, 2, 3]
    .map((bits) => value.slice(0, -1) + BASE64URL.charAt(first + bits))
    .filter((other) => other !== value);
};

/** A3, A12, and what stands around a value or in it when an attacker hopes that somebody trims, decodes or cuts it off. */
export const valuesLike = (value: string): readonly string[] => [
  value,
  ...otherLastCharacters(value),
  `${value}=`,
  `${value}==`,
  `${value}.`,
  `${value}%3D`,
  value.replaceAll("-", "+").replaceAll("_", "/"),
  `"${value}"`,
  `"${value}`,
  `${value}"`,
  `"${value}x`,
  `'${value}'`,
  `"${value}"x`,
  ` ${value}`,
  `${value} `,
  `\t${value}\t`,
  `${value}\u00a0`,
  `${value}\u001f`,
  escaped(value),
  escaped(value).toUpperCase(),
  escaped(value.slice(0, 1)) + value.slice(1),
  `%2${value.charCodeAt(0).toString(16).padStart(3, "0").slice(1)}${value}`,
  `%22${value}%22`,
  `%20${value}`,
  `${value}%20`,
  `${value}%00`,
  `"${octal(value)}"`,
  `"${octal(value.slice(0, 3))}${value.slice(3)}"`,
  `"\\${value}"`,
  `${value},`,
  `${value}, junk`,
  `${value} junk`,
  `${value}, a=1`,
  `${value}; $Path=/`,
  `"${value}; a=1"`,
  `base64-${value}`,
  `s%3A${value}`,
  `${value.slice(0, 20)}\u00ff${value.slice(20)}`,
  `${value.slice(0, 20)} ${value.slice(20)}`,
  `${value.slice(0, 20)}"${value.slice(20)}`,
];

/** A place in a header: A7, A8, A9, A10 and what else parsers cut at. `cookie` is `name=value`. */
export const PLACES: readonly ((cookie: string) => string)[] = [
  (cookie) => cookie,
  (cookie) => `theme=dark; ${cookie}; lang=en`,
  (cookie) => `theme=dark;${cookie};lang=en`,
  (cookie) => `theme=dark, ${cookie}`,
  (cookie) => `theme=dark,${cookie}`,
  (cookie) => `theme=dark ${cookie}`,
  (cookie) => `theme=dark\t${cookie}`,
  (cookie) => `theme="dark" ${cookie}`,
  (cookie) => `theme="dark"${cookie}`,
  (cookie) => `theme=dark, ${cookie}, lang=en`,
  (cookie) => `theme="dark; ${cookie}"`,
  (cookie) => `theme="${cookie}"; lang=en`,
  (cookie) => `theme="da\\"rk; ${cookie}; lang="en"`,
  (cookie) => `theme=dark%3B%20${cookie}`,
  (cookie) => `theme=dark%3b${cookie}`,
  (cookie) => `theme=dark%2C${cookie}`,
  (cookie) => `theme=dark%20${cookie}`,
  (cookie) => `theme=%22${cookie}%22`,
  (cookie) => `theme=dark%09${cookie}`,
  (cookie) => `theme=dark%3B%20${cookie.replace("=", "%3D")}`,
  (cookie) => cookie.replace("=", "%3D"),
  (cookie) => `theme=dark, ${cookie.replace("=", " = ")}`,
  (cookie) => `;; ${cookie};; `,
  (cookie) => `theme; ${cookie}; lang`,
  (cookie) => `=; ${cookie}; =1`,
  (cookie) => `=${cookie}`,
  (cookie) => ` = ${cookie}`,
  (cookie) => `= ${cookie}; theme=dark`,
  (cookie) => `"${cookie}"`,
  (cookie) => `$Version=1; ${cookie}; $Path="/"; $Domain=".example.com"`,
  (cookie) => `$Version="1", ${cookie}, $Path="/"`,
  (cookie) => `$Version=1; theme="a; ${cookie}; b"`,
  (cookie) => `${cookie}; ${cookie}; theme=dark`,
  (cookie) => `\t${cookie}\t;\ttheme=dark`,
];
