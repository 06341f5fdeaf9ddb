import { describe, expect, test } from "vitest";
import { type Credential, isSecret, partiesOf, subjectOf } from "../../../src/sessions/credentials/credential.ts";
import { createKeyring } from "../../../src/sessions/credentials/keyring.ts";
import { tagsOf } from "../../../src/sessions/credentials/network-tags.ts";
import { address } from "../../support/storage.ts";
import { aCredential, aSealed, aToken } from "./builders.ts";

const [I, J, K] = ["i-own", "j-own", "k-own"];
const sid = aSealed("a", [I], { name: "sid" });
const remember = aSealed("b", [I], { name: "remember" });
const stranger = aSealed("c", [J], { name: "old" });
const rotated = aSealed("d", [J, I], { name: "sid" });
const plain = aCredential("plain-value", { name: "sid" });
const plainOther = aCredential("other-value", { name: "remember" });
const plainTwin = aCredential("twin-value", { name: "sid" });
const token = aToken("token-value");
const sameValue = aToken("plain-value");
const holdsBoth = aToken("two-words", { endedBy: [...sid.endedBy, ...token.endedBy] });
const door = aToken("user:password", { isDoor: true });
const chunk = (name: string, text: string) => {
  const one = aCredential(text, { name });
  const match = { name: "sid", isUnbound: false, fit: "named" as const, values: [], decodedValues: [] };
  return one.part === null ? one : { ...one, part: { ...one.part, match } };
};
const [chunk0, chunk1] = [chunk("sid.0", "chunk-zero"), chunk("sid.1", "chunk-one")];

const names = (parties: readonly (readonly Credential[])[]) =>
  parties.map((party) => party.map(({ exact }) => exact).sort()).sort();

describe("the sessions of a request", () => {
  test.each<[string, readonly Credential[], "all" | "parts", readonly (readonly Credential[])[]]>([
    ["none", [], "all", []],
    ["one", [sid], "all", [[sid]]],
    ["sealed cookies of one id are one", [sid, remember], "parts", [[sid, remember]]],
    ["sealed cookies of two ids are two, though they came together", [sid, stranger], "all", [[sid], [stranger]]],
    ["a cookie of both ids joins them, in each order", [sid, stranger, rotated], "all", [[sid, stranger, rotated]]],
    ["the other order", [stranger, rotated, sid], "all", [[sid, stranger, rotated]]],
    ["cookies without seals are one, on a host of one account", [plain, plainOther], "all", [[plain, plainOther]]],
    ["and each its own, on a shared one", [plain, plainOther], "parts", [[plain], [plainOther]]],
    ["two of one name never are", [plain, plainTwin], "all", [[plain], [plainTwin]]],
    ["numbered parts of one cookie are", [chunk0, chunk1], "parts", [[chunk0, chunk1]]],
    ["and with a sealed one beside them", [sid, plainOther], "all", [[sid, plainOther]]],
    ["but not on a shared one", [sid, plainOther], "parts", [[sid], [plainOther]]],
    ["a sealed and a plain one of one name are not", [sid, plain], "all", [[sid], [plain]]],
    ["a token of the same value is", [plain, sameValue], "parts", [[plain, sameValue]]],
    ["what has a part in common is not", [sid, holdsBoth, token], "all", [[sid], [holdsBoth], [token]]],
    ["another token is not", [plain, token], "all", [[plain], [token]]],
  ])("%s", (_, credentials, bundle, parties) => {
    expect(names(partiesOf(credentials, bundle))).toEqual(names(parties));
  });
});

describe("the one session that a request is of", () => {
  const subject = (...credentials: readonly Credential[]) => subjectOf(partiesOf(credentials, "all"));
  test.each<[string, readonly Credential[], readonly Credential[] | null, boolean]>([
    ["none of none", [], null, false],
    ["the only one", [sid, remember], [sid, remember], false],
    ["none of two", [sid, stranger], null, false],
    ["none of a cookie and a token", [sid, token], null, false],
    ["a user name and password alone", [door], [door], false],
    ["what comes with one, and not the door", [door, token], [token], true],
    ["a cookie behind a door", [sid, door], [sid], true],
    ["none of two behind a door", [sid, token, door], null, false],
  ])("%s", (_, credentials, party, hasDoor) => {
    expect(subject(...credentials)).toEqual(party === null ? null : { party, hasDoor });
  });
});

test.each([
  ["1234567", false],
  ["12345678", true],
  ["chunks-2", false],
  ["chunks:12", false],
  ["undefined", false],
  ["[object Object]", false],
  ["undefined1", true],
  [K.repeat(3), true],
])("%s is a secret: %s", (value, expected) => expect(isSecret(value)).toBe(expected));

describe("tags of a network", () => {
  const keyring = createKeyring([{ id: "k1", secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }]);
  const tags = async (text: string, id = "AAAAAAAAAAAAAAAA") => tagsOf(address(text), [id], await keyring.current());

  test.each([
    ["203.0.113.7", "203.0.113.250", true],
    ["203.0.113.7", "203.0.114.7", false],
    ["2001:db8:1:2::3", "2001:db8:1:ffff::9", true],
    ["2001:db8:1:2::3", "2001:db8:2:2::3", false],
    ["203.0.113.7", "::ffff:203.0.113.7", true],
    ["203.0.113.7", "2001:db8::1", false],
  ])("%s and %s are one network: %s", async (one, other, isSame) => {
    const [a, b] = [await tags(one), await tags(other)];
    expect(a.network === b.network).toBe(isSame);
    expect(a.network).toMatch(/^[A-Za-z0-9_-]{6}$/);
  });

  test("of an address are equal for this address alone, and differ from session to session", async () => {
    const [one, same, other, elsewhere] = [
      await tags("203.0.113.7"),
      await tags("203.0.113.7"),
      await tags("203.0.113.8"),
      await tags("203.0.113.7", "BAAAAAAAAAAAAAAA"),
    ];
    expect(one).toEqual(same);
    expect(one.address).not.toBe(other.address);
    expect([one.network, one.address]).not.toContain(elsewhere.network);
    expect([one.network, one.address]).not.toContain(elsewhere.address);
  });
});
