import { beforeAll, describe, expect, test } from "vitest";
import { isScope, scopes } from "@/lib/access/rights";
import { operations } from "@/lib/openapi/operations";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Call, callAs } from "./testing/call";

testDatabase();

let ours: MintedOrganization;
let call: Call;

beforeAll(async () => {
  ours = await mintOrganization();
  call = callAs((await mintToken(ours, scopes)).serviceToken);
});

describe("scopes", () => {
  const cases = Object.entries(operations).flatMap(([name, { credential }]) =>
    isScope(credential) ? [[name.replace(/\{\w+\}/g, "x"), credential] as const] : [],
  );

  test.each(cases)("%s needs %s, and a valid service token", async (request, scope) => {
    const sent = {
      headers: { "if-match": "*" },
      ...(/^(POST|PUT|PATCH)/.test(request) && { body: {} }),
    };
    const lacking = await mintToken(
      ours,
      scopes.filter((other) => other !== scope),
    );
    const having = await mintToken(ours, [scope]);
    const { apiKey } = await mintKey(ours.owner);
    const refused = await call(request, { ...sent, token: lacking.serviceToken });
    expect(refused).toMatchObject({ status: 403, json: { code: "FORBIDDEN" } });
    expect([401, 403, 500]).not.toContain(
      (await call(request, { ...sent, token: having.serviceToken })).status,
    );
    for (const token of ["", "junk", apiKey]) {
      const answer = await call(request, { ...sent, token });
      expect([answer.status, answer.json.code]).toEqual([401, "UNAUTHENTICATED"]);
    }
  });
});
