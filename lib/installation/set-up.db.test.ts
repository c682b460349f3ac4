import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { auditEvents, memberships, organizations, setupLinks, users } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transactOutside, transactSystem } from "@/db/transact";
import { signIn } from "@/lib/access/sign-in";
import { newId } from "@/lib/ids";
import { prepareInstallation } from "./prepare";
import { setUp } from "./set-up";
import { isSetUp } from "./setup-link";

testDatabase();

const origin = { requestId: newId("req"), network: "203.0.113.7", userAgent: "test" };
const wish = {
  organization: "Acme",
  slug: "acme",
  name: "Olive Owner",
  email: "Olive@Acme.test",
  password: "lantern under purple bridge",
};

async function token(): Promise<string> {
  const { setupUrl } = await prepareInstallation();
  return new URL(setupUrl ?? "").hash.slice(1);
}

/** No verb deletes an organization yet, so the suite goes from refusals to the one success. */
describe("set-up", () => {
  beforeEach(async () => expect(await isSetUp()).toBe(false));

  it("keeps only the hash of the link's token, and only of the latest", async () => {
    const first = await token();
    const second = await token();
    expect(second).toMatch(/^[\w-]{43}$/);
    const links = await transactOutside((tx) => tx.select().from(setupLinks));
    expect(links).toHaveLength(1);
    expect(JSON.stringify(links)).not.toContain(second);
    await expect(setUp(wish, origin, { token: first })).rejects.toMatchObject({ status: 403 });
  });

  it("refuses any other token", async () => {
    const right = await token();
    for (const wrong of ["", "x", "\0", `${right}x`, right.slice(1), "a".repeat(10_000)]) {
      await expect(setUp(wish, origin, { token: wrong })).rejects.toMatchObject({ status: 403 });
    }
  });

  it.each([
    ["slug", "api"],
    ["slug", "Acme Inc"],
    ["email", "olive"],
    ["email", "olive\0@acme.test"],
    ["password", "too short"],
    ["password", "acme-olive-owner"],
    ["name", ""],
    ["organization", "a\u202eb"],
    ["__proto__x", "x"],
  ])("refuses %s %j at its field", async (field, value) => {
    const proof = { token: await token() };
    await expect(setUp({ ...wish, [field]: value }, origin, proof)).rejects.toMatchObject({
      status: 422,
      extra: { errors: [{ path: field }] },
    });
  });

  it("works once of 50 at once, leaves its event, and the link is spent", async () => {
    const proof = { token: await token() };
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => setUp({ ...wish, slug: `acme-${i}` }, origin, proof)),
    );
    const [done, ...more] = answers.filter((answer) => answer.status === "fulfilled");
    expect(more).toEqual([]);
    for (const answer of answers) {
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ status: 409 });
    }
    const { organizationId, slug, userId, memberId } = done?.value ?? {};
    await transactSystem(async (tx) => {
      expect(await tx.select().from(organizations)).toMatchObject([{ id: organizationId, slug }]);
      expect(await tx.select().from(users)).toMatchObject([
        { id: userId, email: "Olive@Acme.test", emailKey: "olive@acme.test" },
      ]);
      expect(await tx.select().from(memberships)).toMatchObject([{ id: memberId, role: "owner" }]);
      const events = await tx
        .select()
        .from(auditEvents)
        .where(eq(auditEvents.action, "organization.created"));
      expect(events).toMatchObject([{ targetId: organizationId, network: "203.0.113.7" }]);
      expect(JSON.stringify(events)).not.toContain(wish.password);
    });
    expect(await signIn(wish, origin)).toMatch(/^ses_/);
    await expect(setUp(wish, origin, proof)).rejects.toMatchObject({ status: 409 });
    await expect(setUp(wish, origin, "command-line")).rejects.toMatchObject({ status: 409 });
    expect(await prepareInstallation()).toEqual({});
  }, 60_000);
});
