import { describe, expect, it } from "vitest";
import { assertUnguessable, hashPassword, passwordField, verifyPassword } from "./credentials";

describe("passwordField", () => {
  it.each([
    ["a".repeat(14), false],
    ["a".repeat(15), true],
    ["🦊".repeat(14), false],
    ["🦊".repeat(15), true],
    ["x".repeat(256), true],
    ["x".repeat(257), false],
    [`${"x".repeat(20)}\ud800`, false],
    ["", false],
  ])("%j: %s", (password, good) => expect(passwordField().safeParse(password).success).toBe(good));

  it("refuses other types", () => {
    for (const value of [undefined, null, 5, [], {}]) {
      expect(passwordField().safeParse(value).success).toBe(false);
    }
  });
});

describe("passwords", () => {
  it("are kept as Argon2id with a salt of their own", async () => {
    const [one, two] = await Promise.all([
      hashPassword("lantern bridge"),
      hashPassword("lantern bridge"),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it("are verified whatever their Unicode form, and by nothing else", async () => {
    const stored = await hashPassword("Kürbissuppe am Abend");
    expect(await verifyPassword(stored, "Ku\u0308rbissuppe am Abend")).toBe(true);
    expect(await verifyPassword(stored, "Kürbissuppe am Abend ")).toBe(false);
    expect(await verifyPassword(stored, "")).toBe(false);
    expect(await verifyPassword(null, "Kürbissuppe am Abend")).toBe(false);
  });

  it("that are easy to guess are refused at their field", () => {
    expect(() => assertUnguessable("passwordpassword", [])).toThrowError(
      expect.objectContaining({ code: "INVALID" }),
    );
  });

  it("are hashed in turns, and a crowd is sent away rather than let pile up", async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 210 }, () => verifyPassword(null, "x")),
    );
    const refused = answers.filter((a) => a.status === "rejected");
    expect(refused).toHaveLength(8);
    expect(await verifyPassword(null, "x")).toBe(false);
  }, 60_000);
});
