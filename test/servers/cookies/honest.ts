import type { Loot } from "./attacks.ts";
import { isGatehouseCookie, pairOf, type SealedCookie, segmentsOf } from "./secret.ts";

/** A jar of an ordinary browser: what arrives is what was sent, but for Gatehouse's own cookies. */
export interface HonestJar {
  readonly kind: string;
  readonly line: string;
}

const sealed = (cookie: SealedCookie): string => `${pairOf(cookie)}; ${cookie.seal ?? ""}`;

/** What other people's scripts and products leave beside a session cookie. */
export const THIRD_PARTY = [
  "_ga=GA1.2.1234567890.1700000000",
  "_ga_XYZ123=GS1.1.1700000000.3.1.1700000100.0.0.0",
  "_gid=GA1.2.99.1700000000",
  "_gcl_au=1.1.123456789.1700000000",
  "_fbp=fb.1.1700000000000.123456789",
  "__stripe_mid=2c1f0d9e-95f8-4fd3-8c3c-2f0b5c1a7cfa6f1b2e",
  "intercom-id-ab12cd34=7f0e9a52-1c3b-4d5e-8f70-1a2b3c4d5e6f",
  "ajs_anonymous_id=%22f0e1d2c3-b4a5-4697-8877-665544332211%22",
  "__cf_bm=Zk3.x_1yT-1700000000-1.0.1.1-AbCdEfGh",
  "cf_clearance=AbC.dEf_1-1700000000-1.2.1.1-xYz",
  "OptanonConsent=isGpcEnabled=0&datestamp=Fri+Nov+27+2026&version=202401.1.0&groups=C0001%3A1%2CC0002%3A0",
  "CookieConsent={stamp:%27abc==%27%2Cnecessary:true%2Cpreferences:false}",
  "hubspotutk=0123456789abcdef0123456789abcdef",
  "amplitude_id=eyJkZXZpY2VJZCI6ImFiYyJ9",
  "XSRF-TOKEN=eyJpdiI6IjEyMyIsInZhbHVlIjoiYWJjIn0%3D",
  "csrftoken=Zk3x1yT0AbCdEfGhIjKlMnOpQrStUvWx",
  "_hjSessionUser_123456=eyJpZCI6ImFiYyIsImNyZWF0ZWQiOjE3MDAwMDAwMDB9",
  "AWSALB=zk3+x/1yT0AbCdEfGh==",
  "lang=en-GB",
  "theme=dark",
] as const;

export function honestJarsWith({ live, second }: Loot): readonly HonestJar[] {
  const jars: (readonly [kind: string, ...cookies: readonly string[]])[] = [
    ["the session alone", sealed(live)],
    ["the seal before its cookie", live.seal ?? "", pairOf(live)],
    ["no session", "theme=dark", "lang=en"],
    ["two of one name, for two paths (H6)", sealed(second), sealed(live)],
    ["two of one name, cookies first", pairOf(second), pairOf(live), second.seal ?? "", live.seal ?? ""],
    ["sixty cookies", sealed(live), ...Array.from({ length: 58 }, (_, index) => `pref_${index}=${index * 7}`)],
    ["third-party cookies", ...THIRD_PARTY, sealed(live)],
    ["third-party cookies and no session", ...THIRD_PARTY],
    ["quoted values of third parties", 'name="Ann Archer"', 'g="a b c"', sealed(live), 'x="1,2"', 'y=""'],
    ["an unbalanced quote", 'x="half', sealed(live), 'y=half"'],
    ["JSON, raw and escaped", 'ui={"theme":"dark","cols":[1,2]}', sealed(live), "st=%7B%22a%22%3A%5B1%2C2%5D%7D"],
    ["JSON with the session's name in it", `ui={"${live.name}":"wide"}`, sealed(live)],
    ["an address with a query", `back=/dashboard?tab=2&next=%2Fleads%3Fpage%3D3`, sealed(live)],
    ["an address whose query has the session's name", `back=/dashboard?${live.name}=1`, sealed(live)],
    ["base64 with padding", "blob=YWJjZA==", sealed(live), "blob2=YQ="],
    ["commas and spaces", "list=1, 2, 3", sealed(live), "note=two words"],
    ["a cookie without a value, one without a name", "flag", "=anonymous", sealed(live), "empty="],
    // Bytes that are no UTF-8 come through only where the header needs no change: the runtime has strings, not bytes.
    ["UTF-8", "city=M\u00c3\u00bcnchen", sealed(live), "name=Zo\u00c3\u00ab"],
    ["Latin-1, and no session", "city=M\u00fcnchen", "lang=de"],
    ["broken escapes", "a=100%", "b=%zz", sealed(live), "c=%e4"],
    ["names that end like the session's", `my_${live.name}=1`, `x${live.name}=2`, sealed(live)],
    ["a long value", `big=${"x".repeat(3_500)}`, sealed(live)],
    ["equal third-party names", "a=1", "a=2", sealed(live), "a=3"],
    [
      "crumbs of HTTP/2, joined as RFC 9113 section 8.2.3 says",
      ...THIRD_PARTY.slice(0, 6),
      pairOf(live),
      "a=1",
      live.seal ?? "",
    ],
  ];
  // What merely begins with the name and is short is a setting of the page. Auth.js would join it.
  if (!/authjs|next-auth/.test(live.name))
    jars.push(["a short cookie that begins with the name", `${live.name}ebar_open=1`, sealed(live)]);
  return jars.map(([kind, ...cookies]) => ({ kind, line: cookies.filter((cookie) => cookie !== "").join("; ") }));
}

/** What the origin gets of an honest jar. */
export const expectedOf = ({ line }: HonestJar): readonly string[] =>
  segmentsOf(line).filter((segment) => !isGatehouseCookie(segment));
