import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reservedSlugs, slugField } from "./slug";
import { slugFrom } from "./slug-from";

describe("slugs", () => {
  it.each(["acme", "a1", "north-wind-2", "a".repeat(39)])("accepts %s", (slug) =>
    expect(slugField().parse(slug)).toBe(slug),
  );

  it.each(["", "a", "1a", "-a", "a-", "Acme", "a_b", "a.b", "a b", "ä1", "a".repeat(40), "a\0b"])(
    "refuses %j",
    (slug) => expect(slugField().safeParse(slug).success).toBe(false),
  );

  it.each(["api", "v1", "o", "setup", "health", "scim", "sign-in", "metrics"])(
    "refuses the root route %s",
    (slug) => expect(slugField().safeParse(slug).success).toBe(false),
  );

  it("reserves every first segment of the app's routes", () => {
    const segments = readdirSync("app", { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() && entry.name.startsWith("(")
        ? readdirSync(`app/${entry.name}`, { withFileTypes: true })
        : entry,
    );
    const routes = segments
      .filter((entry) => entry.isDirectory() && /^[a-z][a-z0-9-]*$/.test(entry.name))
      .map((entry) => entry.name);
    expect(routes).toContain("api");
    expect(routes.filter((route) => !reservedSlugs.has(route))).toEqual([]);
  });

  it.each([
    ["Acme", "acme"],
    ["Café Müller & Söhne", "cafe-muller-sohne"],
    ["  3M Company ", "m-company"],
    ["Straße", "strasse"],
    ["株式会社", ""],
    ["x".repeat(60), "x".repeat(39)],
  ])("derives from %s", (name, slug) => expect(slugFrom(name)).toBe(slug));
});
