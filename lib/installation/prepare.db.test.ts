import { beforeEach, expect, test, vi } from "vitest";
import * as inspect from "@/db/inspect";
import { testDatabase } from "@/db/testing/database";
import { log } from "@/lib/log";
import { prepareInstallation } from "./prepare";

testDatabase();
const warn = vi.spyOn(log, "warn").mockImplementation(() => {});
vi.mock("@/db/inspect", { spy: true });

beforeEach(() => warn.mockClear());

test("an ordinary role is nothing to speak of", async () => {
  expect((await prepareInstallation()).setupUrl).toContain("/setup#");
  expect(warn).not.toHaveBeenCalled();
});

test.each([
  [{ superuser: true, bypassesRowSecurity: true }, "a superuser"],
  [{ superuser: false, bypassesRowSecurity: true }, "one with BYPASSRLS"],
])("%o is warned of at every start", async (attributes, words) => {
  const found = await inspect.inspectDatabase();
  const role = { ...found.role, ...attributes };
  vi.mocked(inspect.inspectDatabase).mockResolvedValueOnce({ ...found, role });
  await prepareInstallation();
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    { role: "portcullis" },
    expect.stringContaining(`it is ${words}. Run Portcullis as an ordinary role`),
  );
});
