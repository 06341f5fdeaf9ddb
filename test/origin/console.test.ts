import { afterEach, expect, test, vi } from "vitest";
import { makeConsoleLink } from "./console.ts";
import { newLogin } from "./store.ts";

const ZOE = {
  user: { email: "zoe@example.com", name: "Zoë Çelik", firstPassword: "", code: null, companies: [] },
  login: newLogin("zoe@example.com", false, null),
};
const GATE = { GATEHOUSE_API: "http://localhost:8787/.gatehouse/api/v1", GATEHOUSE_TOKEN: "secret" };
const VISIT = new Request("http://crm.localhost:8787/profile/sessions", {
  headers: { "Gatehouse-Account": "acme", "Gatehouse-Session": "ses_1" },
});

function answer(response: Response) {
  return vi.spyOn(globalThis, "fetch").mockResolvedValue(response);
}

afterEach(() => vi.restoreAllMocks());

test("asks for a link in the person's name and goes to the page, on the host that the person is on", async () => {
  const asked = answer(Response.json({ url: "http://first.localhost:8787/.gatehouse/enter/code" }, { status: 201 }));
  const link = await makeConsoleLink(VISIT, ZOE, "/sessions", GATE);
  expect(link).toBe("http://crm.localhost:8787/.gatehouse/enter/code?to=%2Fsessions");
  const [url, init] = asked.mock.calls[0] ?? [];
  expect(url).toBe("http://localhost:8787/.gatehouse/api/v1/accounts/acme/console-links");
  expect(init).toMatchObject({ method: "POST", headers: { Authorization: "Bearer secret" } });
  expect(JSON.parse(String(init?.body))).toEqual({
    actor_name: "Zoë Çelik",
    user: "zoe@example.com",
    session: "ses_1",
  });
});

test("has none when Gatehouse makes none, or there is no gate", async () => {
  const asked = answer(new Response(null, { status: 404 }));
  expect(await makeConsoleLink(VISIT, ZOE, "/allowlist", GATE)).toBeNull();
  expect(await makeConsoleLink(new Request("http://crm.localhost/"), ZOE, "/allowlist", GATE)).toBeNull();
  expect(await makeConsoleLink(VISIT, ZOE, "/allowlist", {})).toBeNull();
  expect(asked).toHaveBeenCalledTimes(1);
});
