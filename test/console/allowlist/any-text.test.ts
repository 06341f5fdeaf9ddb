import { describe, expect, test } from "vitest";
import { makeAccount, TRUSTED } from "../../support/world.ts";
import { fieldsOf } from "../fields.ts";
import { enterConsole, enterWithToken, readable } from "../visitor.ts";

const MAIL = [
  "Hi, please let in:",
  "• 203.0.113.7 (Ann's home)",
  "• 198.51.100.0 255.255.255.0",
  `${TRUSTED}`,
  "deny 192.0.2.66",
  "AS13335",
].join("\n");

async function opened(language = "en") {
  const account = await makeAccount();
  const visitor = await enterConsole(account, { language });
  const { text } = await visitor.open("/allowlist");
  const fields = fieldsOf(text);
  /** Presses a button of the form, with these fields changed. */
  const press = (change: Readonly<Record<string, string>>) => visitor.submit("/allowlist", { ...fields, ...change });
  const listed = async () => (await visitor.api("GET", `/accounts/${account.id}/allowlist`)).body.items;
  return { account, visitor, fields, press, listed };
}

describe("any text that is pasted", () => {
  test("fills the box with what is found, and what was left out is told with the reason", async () => {
    const { visitor, press, listed } = await opened();
    const read = await press({ any_text: MAIL, mode: "monitor", step: "read" });
    expect(read.status).toBe(200);
    const { list, mode } = fieldsOf(read.text);
    expect(list).toMatch(/^49\.14\.176\.91\n203\.0\.113\.7 # Ann's home\n198\.51\.100\.0\/24( # [^\n]+)?\n$/);
    expect(mode).toBe("monitor");
    const said = readable(read.text);
    expect(said).toContain("2 lines were added to the box.");
    expect(said).toContain("1 entry of the text is in the box already.");
    expect(said).toContain("2 parts of the text did not come into the box:");
    expect(said).toContain("192.0.2.66 – Line 5: The line keeps these addresses out.");
    expect(said).toMatch(/AS13335 – Line 6: /);
    expect(await listed()).toHaveLength(1);

    const reviewed = await visitor.submit("/allowlist", { ...fieldsOf(read.text), mode: "enforce", step: "review" });
    expect(readable(reviewed.text)).toContain("2 entries added");
    expect((await visitor.submit("/allowlist", { ...fieldsOf(reviewed.text), step: "save" })).path).toContain(
      "done=saved",
    );
    expect(await listed()).toMatchObject([{ value: TRUSTED }, { label: "Ann's home" }, { cidr: "198.51.100.0/24" }]);
  });

  test("keeps every character of the box, also lines that cannot be read yet", async () => {
    const { press } = await opened();
    const box = `# Comment\nnot yet an address\n${TRUSTED} # typed`;
    const read = await press({ list: box, any_text: "203.0.113.7", step: "read" });
    expect(fieldsOf(read.text).list).toBe(`${box}\n203.0.113.7\n`);
  });

  test("is read before a review, so that it is not lost, and kept beside another button", async () => {
    const { press } = await opened();
    const read = await press({ any_text: "203.0.113.7", step: "review" });
    expect(readable(read.text)).toContain("1 line was added to the box.");
    const beside = await press({ any_text: "203.0.113.7", add: "192.0.2.1" });
    expect(fieldsOf(beside.text)).toMatchObject({
      any_text: "203.0.113.7",
      list: expect.stringContaining("192.0.2.1"),
    });
  });

  test.each([
    ["nothing", " \n", "Paste a text first."],
    ["no address", "Hello, world", "No address was found in it."],
    ["only what is left out", "deny 192.0.2.66", "192.0.2.66 – Line 1: The line keeps these addresses out."],
    ["hostile text", "<script>alert(1)</script> 203.0.113.300", "No address was found in it."],
    [
      "too many",
      Array.from({ length: 1_001 }, (_, i) => `10.0.${i >> 8}.${i & 255}`).join("\n"),
      "The text has 1,001 entries: too many for a text box.",
    ],
  ])("with %s is an error of its field, and stays there", async (_, any_text, error) => {
    const { press, fields } = await opened();
    const read = await press({ any_text, step: "read" });
    expect(read.status).toBe(422);
    expect(read.text).toContain('id="any_text-error"');
    expect(readable(read.text)).toContain(error);
    expect(fieldsOf(read.text)).toMatchObject({ any_text, list: fields.list });
    expect(read.text).not.toContain("<script>alert");
  });

  test("is answered in the reader's language", async () => {
    const { press } = await opened("es");
    const said = readable((await press({ any_text: MAIL, step: "read" })).text);
    expect(said).toContain("2 líneas añadidas al cuadro.");
    expect(said).toContain("192.0.2.66 – Línea 5: La línea deja fuera estas direcciones.");
  });

  test("has no field for who may only read", async () => {
    const account = await makeAccount();
    const reader = await enterWithToken(account, ["allowlist:read"]);
    expect((await reader.open("/allowlist")).text).not.toContain("any_text");
  });
});
