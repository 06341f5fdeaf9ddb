import { beforeEach, describe, expect, test } from "vitest";
import { BOUND_SECONDS, endThere, secret } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { account, build, edge, host, otherEdge, vault } from "../../bound/world.ts";
import { authorize, expectRefused, MODES, tokenOnRecord } from "../world.ts";

// An ended token comes back under no spelling of its header.

const PATHS = ["/api/leads", "/dashboard", "/elsewhere"];

async function expectOver(token: string, text: string, vars: Readonly<Record<string, unknown>> = {}): Promise<void> {
  for (const at of [edge, otherEdge(vars)]) {
    for (const path of PATHS) await expectRefused(token, [401], () => authorize(at, host, text, path));
  }
}

async function endAll(): Promise<void> {
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
}

describe.each(MODES)("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  const vars = { BIND_SESSIONS };
  beforeEach(() => build({}, vars));

  test.each<[string, (token: string) => string]>([
    ["after other words, with a parameter", (token) => `a b Bearer ${token}, c=d e`],
    ["between parameters of another scheme", (token) => `Digest a, Bearer ${token}, b`],
    ["between parameters of a signing scheme", (token) => `Signature keyId="a",token="${token}",headers="b"`],
    ["before and after words", (token) => `a b c ${token} d e f`],
    ["as a parameter in the middle", (token) => `Token a="b", token="${token}", c="d"`],
    ["without spaces after commas", (token) => `Digest a,${token},b`],
    ["after a semicolon", (token) => `Token a=b;token=${token};c=d`],
    ["in quotes in the middle", (token) => `a "${token}" b`],
  ])("a token %s", async (_, spell) => {
    const token = await tokenOnRecord(edge, host);
    await endAll();
    await expectOver(token, spell(token), vars);
  });
});

test.each([0, 1, 16, 31])("an ended token as word %i of 32", async (place) => {
  const token = await tokenOnRecord(edge, host);
  await endAll();
  const words = Array.from({ length: 32 }, (_, at) => (at === place ? token : secret().slice(0, 12)));
  await expectRefused(token, [401], () => authorize(edge, host, words.join(" ")));
});

test.each([33, 40, 500])("a header of %i words is refused, whatever they are", async (count) => {
  const token = await tokenOnRecord(edge, host);
  await endAll();
  for (const place of [-1, 0, 1, 20, 32]) {
    const words = Array.from({ length: count }, (_, at) => (at === place ? token : `w${at}`));
    for (const separator of [" ", ", "]) {
      const text = `Bearer ${words.join(separator)}`;
      await expectRefused(token, [401], () => authorize(edge, host, text));
    }
  }
});

describe("an ended user name and password", () => {
  /** Its length decides how the base64 of the pair is padded. */
  const passwords = ["password-0123456", "password-01234567", "password-012345678"];

  test.each(passwords.map((password) => [password]))(
    "%s: with text after it, or other words before it",
    async (password) => {
      const pair = btoa(`ann:${password}`);
      vault.issue({ user: "ann", company: null }, pair);
      expect((await authorize(edge, host, `Basic ${pair}`)).status).toBe(200);
      await endAll();
      const texts = [
        `Basic ${pair}`,
        `X Basic ${pair}`,
        `a b Basic ${pair}`,
        `Digest a, Basic ${pair}, b`,
        `Basic ${pair} AAAA`,
        ...(pair.endsWith("=") ? [`Basic ${pair}AAAA`, `Basic ${pair}A`, `Basic ${pair}=AAAA`] : []),
        `Basic ${pair.replace(/=+$/, "")}`,
      ];
      for (const text of texts) await expectOver(pair, text);
    },
  );

  test("another pair of the same user passes", async () => {
    const pair = btoa("ann:password-0123456");
    vault.issue({ user: "ann", company: null }, pair);
    expect((await authorize(edge, host, `Basic ${pair}`)).status).toBe(200);
    await endAll();
    const other = `Basic ${btoa("ann:another-0123456")}`;
    await authorize(edge, host, other);
    expect(vault.last.headers.get("Authorization")).toBe(other);
  });
});

const DIGEST =
  'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ' +
  'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, ' +
  'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", ' +
  'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

test.each([
  [
    "AWS4",
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, " +
      "SignedHeaders=content-type;host;range;x-amz-content-sha256;x-amz-date;x-amz-security-token;x-amz-target, " +
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  ],
  ["Digest", DIGEST],
  [
    "OAuth",
    'OAuth realm="Photos", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk", ' +
      'oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131202", oauth_nonce="chapoH", oauth_version="1.0", ' +
      'oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"',
  ],
  [
    "Signature",
    'Signature keyId="rsa-key-1",algorithm="rsa-sha256",headers="(request-target) host date digest content-length",' +
      'signature="Base64RSASHA256ofthesigningstring"',
  ],
  ["an unknown token", "Bearer 0123456789abcdef0123456789abcdef"],
])("a header of %s arrives to the byte", async (_, text) => {
  await tokenOnRecord(edge, host);
  await endAll();
  for (const at of [edge, otherEdge()]) {
    for (const path of ["/elsewhere", "/api/leads"]) {
      await authorize(at, host, text, path);
      expect(vault.last.headers.get("Authorization")).toBe(text);
    }
  }
});
