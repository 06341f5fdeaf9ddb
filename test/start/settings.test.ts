import { describe, expect, it, test } from "vitest";
import { readSettings } from "./settings.ts";

const ROOT = "/project";

describe("readSettings", () => {
  it("starts the demo on port 8787 with its state inside the project", () => {
    expect(readSettings({ PATH: "/bin" }, [], ROOT)).toEqual({
      ok: true,
      value: {
        port: 8787,
        originUrl: null,
        demoSignals: true,
        vars: [],
        persistTo: "/project/.wrangler/state",
        devVars: "/project/.dev.vars",
      },
    });
  });

  it("passes on each var of the profile that stands in the environment, the empty ones too", () => {
    const env = { ORIGIN_URL: "http://127.0.0.1:9000", SESSION_COOKIES: "", CONTACT: "it@example.com", HOME: "/root" };
    expect(readSettings(env, [], ROOT)).toMatchObject({
      value: {
        originUrl: "http://127.0.0.1:9000",
        vars: [
          ["SESSION_COOKIES", ""],
          ["ORIGIN_URL", "http://127.0.0.1:9000"],
          ["CONTACT", "it@example.com"],
        ],
      },
    });
  });

  it("keeps state and secrets where the flags say", () => {
    const args = ["--persist-to", "/elsewhere/state", "--dev-vars=secrets/.dev.vars"];
    expect(readSettings({}, args, ROOT)).toMatchObject({
      value: { persistTo: "/elsewhere/state", devVars: "/project/secrets/.dev.vars" },
    });
  });

  test.each(["0", "65536", "80a", "-1", " 80", "1e3", "123456"])("refuses PORT=%s", (PORT) => {
    expect(readSettings({ PORT }, [], ROOT)).toEqual({
      ok: false,
      error: expect.stringContaining("PORT is not a port"),
    });
  });

  it("takes the demo product's signals away", () => {
    expect(readSettings({ DEMO_SIGNALS: "off" }, [], ROOT)).toMatchObject({ value: { demoSignals: false } });
    expect(readSettings({ DEMO_SIGNALS: "no" }, [], ROOT)).toMatchObject({
      ok: false,
      error: expect.stringContaining("DEMO_SIGNALS"),
    });
  });

  it("refuses a flag it does not know", () => {
    expect(readSettings({}, ["--port", "1"], ROOT)).toMatchObject({
      ok: false,
      error: expect.stringContaining("--port"),
    });
  });
});
