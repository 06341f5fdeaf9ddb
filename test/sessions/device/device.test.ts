import { describe, expect, test } from "vitest";
import { createDeviceDescriber, describeDevice, isSameKindOfDevice } from "../../../src/sessions/device/device.ts";
import { APPS, BOTS, BROWSERS, CLIENTS, I, M, W } from "./user-agents.ts";

const of = (userAgent: string, hints: Record<string, string> = {}) =>
  describeDevice(new Headers({ "User-Agent": userAgent, ...hints }));

describe("devices", () => {
  test.each([...BROWSERS, ...APPS, ...CLIENTS, ...BOTS])("%s", (userAgent, label, os, type) => {
    expect(of(userAgent)).toMatchObject({ label, os, type });
  });

  test.each<[string, Record<string, string>, string, string]>([
    [
      "Windows 11",
      { "Sec-CH-UA-Platform": '"Windows"', "Sec-CH-UA-Platform-Version": '"15.0.0"' },
      "Chrome 131 on Windows",
      "Windows 11",
    ],
    [
      "Windows 10",
      { "Sec-CH-UA-Platform": '"Windows"', "Sec-CH-UA-Platform-Version": '"10.0.0"' },
      "Chrome 131 on Windows",
      "Windows 10",
    ],
    ["no platform version", { "Sec-CH-UA-Platform": '"Windows"' }, "Chrome 131 on Windows", "Windows"],
    [
      "Brave",
      { "Sec-CH-UA": '"Brave";v="131", "Chromium";v="131", "Not_A Brand";v="24"' },
      "Brave 131 on Windows",
      "Windows",
    ],
    [
      "Chrome itself",
      { "Sec-CH-UA": '"Google Chrome";v="131", "Chromium";v="131", "Not_A Brand";v="24"' },
      "Chrome 131 on Windows",
      "Windows",
    ],
    [
      "grease in every style",
      { "Sec-CH-UA": '" Not A;Brand";v="99", "Chromium";v="131", "(Not(A:Brand";v="8"' },
      "Chrome 131 on Windows",
      "Windows",
    ],
    [
      "hints that are none",
      { "Sec-CH-UA": "Brave", "Sec-CH-UA-Platform-Version": "15", "Sec-CH-UA-Mobile": "yes" },
      "Chrome 131 on Windows",
      "Windows",
    ],
  ])("client hints: %s", (_, hints, label, os) => {
    expect(of(`${W} Chrome/131.0.0.0 Safari/537.36`, hints)).toMatchObject({ label, os, type: "desktop" });
  });

  test.each([
    ["none", ""],
    ["spaces", "   "],
    ["punctuation", "-"],
    ["a slash", "/"],
    ["parentheses", "((((("],
  ])("a User-Agent that says nothing (%s) is an unknown device", (_, userAgent) => {
    expect(of(userAgent)).toEqual({ label: "Unknown device", browser: null, os: null, type: "unknown" });
  });

  test.each([
    ["10,000 characters", "A".repeat(10_000)],
    ["10,000 parentheses", `Mozilla/5.0 ${"(a; ".repeat(2_500)}`],
    ["a long app name", `${"Very long name of an app ".repeat(40)}/1.0 (iPhone; iOS 17.5)`],
    ["a long version", `curl/${"1".repeat(5_000)}`],
    ["numbers without end", `Mozilla/5.0 (iPhone; CPU iPhone OS ${"9_".repeat(3_000)}) Safari/604.1`],
    ["a direction override", "\u202eedoc/1.0 (\u2066iPhone\u2069)"],
    ["right-to-left letters", "אפליקציה/2.1 (iPhone; iOS 17.5)"],
    ["control characters", "Acme\u0007\u009b31m/1.0 (Android 14)"],
    ["half an emoji at the limit", `${"😀".repeat(200)}a/1.0`],
    ["markup", "<script>alert(1)</script>/1.0"],
    ["bots", `${"bot".repeat(3_000)}`],
    ["escapes that are none", "Acme%zz%E0%A4%A/1.0 CFNetwork/1 Darwin/23"],
    ["escaped control characters", "Acme%0a%00%E2%80%AEx/1.0 CFNetwork/1 Darwin/23"],
  ])("a hostile User-Agent (%s) makes a short, plain description", (_, userAgent) => {
    const headers = { get: (name: string) => (name === "User-Agent" ? userAgent : null) } as Headers;
    const { label, browser, os } = describeDevice(headers);
    expect(label.length).toBeGreaterThan(0);
    expect(label.length).toBeLessThanOrEqual(80);
    for (const text of [label, browser ?? "", os ?? ""]) {
      expect(text).not.toMatch(/[\p{C}]/u);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  test("is the same kind of device over updates, and another one in another browser or on another system", () => {
    const chrome = of(`${W} Chrome/131.0.0.0 Safari/537.36`);
    expect(isSameKindOfDevice(chrome, of(`${W} Chrome/140.0.0.0 Safari/537.36`))).toBe(true);
    expect(
      isSameKindOfDevice(
        chrome,
        of(`${W} Chrome/131.0.0.0 Safari/537.36`, { "Sec-CH-UA-Platform-Version": '"15.0.0"' }),
      ),
    ).toBe(true);
    expect(isSameKindOfDevice(chrome, of(`${W} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0`))).toBe(false);
    expect(isSameKindOfDevice(chrome, of(`${M} Chrome/131.0.0.0 Safari/537.36`))).toBe(false);
    expect(isSameKindOfDevice(of("curl/8.5.0"), of("curl/8.6.0"))).toBe(true);
    expect(
      isSameKindOfDevice(
        of(`${I} Version/18.1 Mobile/15E148 Safari/604.1`),
        of(`${I.replace("18_1_1", "19_0")} Version/19.0 Mobile/15E148 Safari/604.1`),
      ),
    ).toBe(true);
  });

  test("a describer gives what describeDevice gives, from its memory too", () => {
    const describe = createDeviceDescriber(2);
    for (const [userAgent, label] of [...BROWSERS, ...BROWSERS.slice(0, 3)]) {
      expect(describe(new Headers({ "User-Agent": userAgent })).label).toBe(label);
      expect(describe(new Headers({ "User-Agent": userAgent })).label).toBe(label);
    }
  });
});
