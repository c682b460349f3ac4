import { describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { listAuditEvents } from "@/lib/audit/list";
import { newId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { addMember } from "@/lib/members/add";
import { failure } from "@/lib/testing/failure";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { createApplication } from "./create";
import { editApplication } from "./edit";
import { getApplication } from "./get";
import { listApplications } from "./list";

testDatabase();

const crm = { name: "CRM", baseUrl: "https://crm.example" };
const key = { name: "ci", environment: "staging" };
let made = 0;

async function secondDeveloper({ owner }: MintedOrganization) {
  made += 1;
  const email = `dana${made}@example.test`;
  return (await addMember(owner, { email, name: "Dana", role: "developer" })).id;
}

describe("a maintainer", () => {
  it("manages the application as its owner does, and sees it among their own", async () => {
    const organization = await mintOrganization();
    const { owner, developer } = organization;
    const { id } = await createApplication(owner, crm);
    const edit = (input: object) => editApplication(developer, id, input);
    expect((await failure(edit({ description: "x" }))).code).toBe("FORBIDDEN");
    expect((await listApplications(developer, { owner: "me" })).total).toBe(0);

    const shared = await editApplication(owner, id, { maintainerIds: [developer.id] });
    expect(shared).toMatchObject({ maintainerIds: [developer.id], revision: 2 });
    expect(await edit({ description: "By a maintainer" })).toMatchObject({ revision: 3 });
    expect(await createKey(developer, id, key)).toMatchObject({ key: { ownerId: developer.id } });
    expect((await listAuditEvents(developer, { application: id })).total).toBeGreaterThan(2);
    expect((await listApplications(developer, { owner: "me" })).data).toMatchObject([
      { id, maintainerIds: [developer.id] },
    ]);

    await editApplication(owner, id, { maintainerIds: [] });
    expect((await failure(edit({ description: "y" }))).code).toBe("FORBIDDEN");
    expect((await failure(createKey(developer, id, key))).code).toBe("FORBIDDEN");
    expect((await failure(listAuditEvents(developer, { application: id }))).code).toBe("FORBIDDEN");
  });

  it("is chosen by the owner and admins, and chooses nobody", async () => {
    const organization = await mintOrganization();
    const { owner, admin, developer, auditor } = organization;
    const dana = await secondDeveloper(organization);
    const own = await createApplication(developer, crm);
    const share = (by: typeof owner, id: string, ...maintainerIds: string[]) =>
      editApplication(by, id, { maintainerIds });
    expect((await share(developer, own.id, dana)).maintainerIds).toEqual([dana]);
    expect((await share(admin, own.id)).maintainerIds).toEqual([]);
    expect((await failure(share(auditor, own.id, dana))).code).toBe("FORBIDDEN");

    const other = await createApplication(owner, { ...crm, name: "Shop" });
    await share(owner, other.id, developer.id);
    const refused = await failure(share(developer, other.id, developer.id, dana));
    expect(refused).toMatchObject({ code: "FORBIDDEN", permission: "application.share" });
    expect((await failure(share(developer, other.id))).code).toBe("FORBIDDEN");
    const takeover = editApplication(developer, other.id, { ownerId: developer.id });
    expect((await failure(takeover)).code).toBe("FORBIDDEN");
    const { actor: token } = await mintToken(organization, ["applications.write"]);
    expect((await editApplication(token, other.id, { maintainerIds: [] })).maintainerIds).toEqual(
      [],
    );
  });

  it("is written down and announced once, whatever the order of the list", async () => {
    const organization = await mintOrganization();
    const { owner, developer, admin } = organization;
    const { id } = await createApplication(owner, crm);
    const both = [developer.id, admin.id];
    await editApplication(owner, id, { maintainerIds: both });
    const again = await editApplication(owner, id, { maintainerIds: [...both, ...both].reverse() });
    expect(again.revision).toBe(2);
    expect((await auditOf(organization)).slice(1)).toMatchObject([
      {
        action: "application.edited",
        applicationId: id,
        before: { maintainerIds: [] },
        after: { maintainerIds: both.toSorted() },
      },
    ]);
    expect(await changesOf(organization)).toEqual([{ kind: "application", id, revision: 2 }]);
  });

  it("who becomes the owner is no maintainer any more", async () => {
    const { owner, developer } = await mintOrganization();
    const { id } = await createApplication(owner, crm);
    await editApplication(owner, id, { maintainerIds: [developer.id, owner.id] });
    expect((await getApplication(owner, id)).maintainerIds).toEqual([developer.id]);
    await editApplication(owner, id, { ownerId: developer.id });
    expect(await getApplication(owner, id)).toMatchObject({
      ownerId: developer.id,
      maintainerIds: [],
    });
  });

  it("must be a present member who can change something", async () => {
    const [{ owner, auditor }, other] = [await mintOrganization(), await mintOrganization()];
    const { id } = await createApplication(owner, crm);
    const refused = async (maintainerIds: unknown) =>
      (await failure(editApplication(owner, id, { maintainerIds }))).extra.errors;
    const nobody = [
      {
        path: "maintainerIds.0",
        message: "Nobody with this id is a member of the organization.",
      },
    ];
    expect(await refused([newId("mem")])).toEqual(nobody);
    expect(await refused([other.developer.id])).toEqual(nobody);
    expect(await refused([auditor.id])).toMatchObject([{ path: "maintainerIds.0" }]);
    expect(await refused(["x"])).toMatchObject([{ path: "maintainerIds.0" }]);
    expect(await refused("x")).toMatchObject([{ path: "maintainerIds" }]);
    expect(await refused(Array.from({ length: 21 }, () => newId("mem")))).toHaveLength(1);
  });
});
