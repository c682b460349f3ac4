import { eq } from "drizzle-orm";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { beforeEach, expect, test } from "vitest";
import { installationSecrets } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactOutside } from "@/db/transact";
import { env } from "@/lib/env";
import { prepareSecrets } from "@/lib/secrets/installation";
import { failure } from "@/lib/testing/failure";
import { mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { readPublishedKeys } from "./published";

testDatabase();

const [old, fresh, other] = ["old", "new", "other"].map((name) => `the ${name} secret`.repeat(4));

/** As a process that is started with those secrets. */
async function startWith(...secrets: (string | undefined)[]) {
  env().PORTCULLIS_SECRET = secrets.flatMap((secret) => secret ?? []);
  Object.assign(globalThis, { portcullisSecrets: undefined });
  await prepareSecrets();
}

const wrappedRows = () =>
  transactOutside((tx) => tx.select().from(installationSecrets).orderBy(installationSecrets.name));

beforeEach(() => startWith(old, fresh));

test("a new master secret opens what the old one wrapped, and then the old one can go", async () => {
  const { organization, mint } = await mintJwtWorld();
  const tokens = [(await mint()).token];
  const before = await signersOf(organization);
  const rows = await wrappedRows();
  for (const secrets of [[fresh, old], [fresh]]) {
    await startWith(...secrets);
    tokens.push((await mint()).token);
  }
  expect(await wrappedRows()).not.toEqual(rows);
  expect(await signersOf(organization)).toEqual(before);
  const kids = tokens.map((token) => decodeProtectedHeader(token).kid);
  expect(new Set(kids)).toEqual(new Set([before.current?.id]));
  const keys = await transact(organization.owner, (tx) => readPublishedKeys(tx, organization.id));
  for (const token of tokens) await jwtVerify(token, createLocalJWKSet({ keys }));
});

test("another master secret does not start, and signs nothing", async () => {
  const { organization, mint } = await mintJwtWorld();
  await mint();
  const before = await signersOf(organization);
  await expect(startWith(other)).rejects.toThrow("PORTCULLIS_SECRET does not open");
  await expect(mint()).rejects.toThrow("PORTCULLIS_SECRET does not open");
  expect(await signersOf(organization)).toEqual(before);
});

test("where the secret that wraps signing keys was lost, none is signed with and none replaced", async () => {
  const { organization, mint } = await mintJwtWorld();
  await mint();
  const before = await signersOf(organization);
  await transactOutside((tx) =>
    tx.delete(installationSecrets).where(eq(installationSecrets.name, "signing-keys")),
  );
  await startWith(old);
  expect(await failure(mint())).toMatchObject({ status: 503, code: "UNAVAILABLE" });
  expect(await signersOf(organization)).toEqual(before);
});
