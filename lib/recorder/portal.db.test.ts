import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { countedOf, verdictOf } from "@/lib/testing/usage";
import { closePortalUsage, portalRecorder } from "./portal";

testDatabase();

test("where no disk can be written, the database has counted it before the answer", async () => {
  writeFileSync(join(process.env.PORTCULLIS_DATA_DIR ?? "", "spool"), "no directory");
  const one = verdictOf();
  for (let asked = 1; asked <= 3; asked++) {
    portalRecorder.record(one);
    await portalRecorder.commit();
    expect((await countedOf(one.organizationId)).count).toBe(asked);
  }
  await closePortalUsage();
});
