import { expect, test } from "vitest";
import { CAROL, ELSEWHERE, from, goTo, here, logIn, setPolicy, WAYS } from "../shared-host-world.ts";
import { PATH } from "./world.ts";

test.each(WAYS)(
  "on a host that companies share, $name, there is no form, and none is taken",
  async ({ signals, vars }) => {
    await goTo({ signals, vars });
    await setPolicy("acme", { access_requests: true });
    const { seen } = await logIn(ELSEWHERE, CAROL, "acme");
    expect(seen.status).toBe(403);
    expect(seen.text).toContain("list of trusted addresses");
    expect(seen.text).not.toContain("<form");

    const sent = await from(ELSEWHERE).request(PATH, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" },
      body: "name=Carol&token=x",
    });
    // To the product, which is judged as any visit: the answer is the same for every company.
    expect([sent.status, sent.headers.get("Location")]).toEqual([303, "/"]);
    expect((await here.api("GET", "/accounts/acme/access-requests")).body.items).toEqual([]);
  },
);
