import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { editApi } from "@/lib/catalog/edit-api";
import { getKeyToken } from "@/lib/keys/get-token";
import { mintApi } from "@/lib/testing/catalog";
import { mintJwtWorld } from "@/lib/testing/jwt";

testDatabase();

test("a token is suspended while another API has the slug that it names", async () => {
  const { organization, api, mint } = await mintJwtWorld();
  const { owner } = organization;
  const { key } = await mint();
  const published = async () => (await getKeyToken(owner, key.id))?.published;
  expect(await published()).toBe("valid");
  await editApi(owner, api.id, { slug: "sales" });
  expect(await published()).toBe("valid");
  const other = await mintApi(organization, "orders");
  expect(await published()).toBe("suspended");
  expect(await getKeyToken(owner, key.id)).toMatchObject({ suspendedFor: "scope" });
  await editApi(owner, other.id, { slug: "new-orders" });
  expect(await published()).toBe("valid");
});
