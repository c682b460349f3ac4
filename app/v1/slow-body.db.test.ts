import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { listApplications } from "@/lib/applications/list";
import { testDatabase } from "@/lib/testing/database";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { revokeToken } from "@/lib/tokens/revoke";
import { callAs, wish } from "./testing/call";

testDatabase();

/** A body that ends 300 milliseconds after it began, and after `meanwhile`. */
const trickling = (body: unknown, meanwhile: () => Promise<unknown>) =>
  new ReadableStream<Uint8Array>({
    async start(controller) {
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      controller.enqueue(bytes.subarray(0, 5));
      await pause(150);
      await meanwhile();
      await pause(150);
      controller.enqueue(bytes.subarray(5));
      controller.close();
    },
  });

test("a service token revoked while its body trickles in does nothing more", async () => {
  const ours = await mintOrganization();
  const { actor, serviceToken } = await mintToken(ours, scopes);
  const call = callAs(serviceToken);
  const calm = trickling(wish("Calm"), async () => {});
  expect((await call("POST /v1/applications", { body: calm })).status).toBe(201);
  const late = trickling(wish("Late"), () => revokeToken(ours.owner, actor.id));
  expect((await call("POST /v1/applications", { body: late })).status).toBe(401);
  expect((await listApplications(ours.owner, {})).data.map(({ name }) => name)).toEqual(["Calm"]);
});
