import { expect, it } from "vitest";
import { findOrganizationBySlug, findToken } from "@/db/lookup";
import { testDatabase } from "@/db/testing/database";
import { scopes } from "@/lib/access/rights";
import { env } from "@/lib/env";
import { credentialHash } from "@/lib/secrets/installation";
import { failure } from "@/lib/testing/failure";
import { alterSigner, mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { addMemberTo, createTokenFor, prepare, setup } from "./commands";
import { examine } from "./doctor";
import { checkLines } from "./output";

testDatabase();

const acme = {
  organization: "Acme",
  slug: "acme",
  email: "owner@acme.test",
  name: "Olive Owner",
};
const password = "harbour violin tundra 41";

it("sets up once, then makes tokens and members, and finds all well", async () => {
  const config = { ...env(), PORT: 9, GATE_PORT: 9 };
  await prepare(config);
  const made = await setup(acme, password);
  const found = await findOrganizationBySlug("acme");
  expect(made).toMatchObject({ slug: "acme", organizationId: found?.organizationId });
  const hash = await credentialHash(made.serviceToken);
  expect(await findToken(hash)).toMatchObject({ organizationId: made.organizationId });
  expect((await failure(setup({ ...acme, slug: "other" }, password))).code).toBe("CONFLICT");

  const wish = { organization: "acme", name: "ci" };
  const { token } = await createTokenFor({ ...wish, scopes: "all", expires: "90d" });
  expect(token.scopes).toEqual(scopes);
  const left = new Date(token.expiresAt ?? 0).getTime() - Date.now();
  expect(Math.round(left / 86_400_000)).toBe(90);
  const narrow = await createTokenFor({ ...wish, scopes: "keys.verify, keys.read" });
  expect(narrow.token).toMatchObject({ scopes: ["keys.read", "keys.verify"], expiresAt: null });
  const nowhere = { ...wish, organization: "nowhere", scopes: "all" };
  expect((await failure(createTokenFor(nowhere))).code).toBe("NOT_FOUND");

  const second = { organization: "acme", email: "o2@acme.test", name: "Odd", role: "owner" };
  expect(await addMemberTo(second, password)).toMatchObject({ role: "owner" });

  const checks = await examine(config);
  expect(checks.map((check) => [check.name, check.ok])).toEqual([
    ["Database", true],
    ["Database role", true],
    ["Row-level security", true],
    ["Migrations", true],
    ["Secrets", true],
    ["Signing keys", null],
    ["Portal", null],
    ["Gate", null],
  ]);
  expect(checkLines(checks)[0]).toBe("✓ Database            answers");
});

it("finds signing keys that do not open", async () => {
  const config = { ...env(), PORT: 9, GATE_PORT: 9 };
  const { organization, mint } = await mintJwtWorld();
  await mint();
  const found = async () => (await examine(config)).find((check) => check.name === "Signing keys");
  expect(await found()).toEqual({ name: "Signing keys", ok: true, detail: "2 open" });
  await alterSigner(organization, "current", { wrappedKey: Buffer.from("garbage") });
  const { current } = await signersOf(organization);
  expect(await found()).toMatchObject({
    ok: false,
    detail: `1 of 2 do not open: ${current?.id}`,
    fix: expect.stringContaining("rotate"),
  });
});
