import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { generateKey } from "@/lib/keys/format";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { portalServices, type Verified } from "@/lib/verification/services";
import { bearer, callDoor } from "./testing/call-door";
import { listen } from "./testing/listen";

testDatabase();

test("what a caller says that it is reaches the recorder: as a gateway or an API tells it", async () => {
  const told: (string | null)[] = [];
  const recorder = { record: ({ userAgent }: Verified) => void told.push(userAgent) };
  const { address, gate } = await listen({ services: { ...portalServices, recorder } });
  const { serviceToken } = await mintToken(await mintOrganization(), ["keys.verify"]);
  const key = generateKey("pcl", "production");

  for (const agent of ["curl/8.5.0", "x".repeat(301)]) {
    const headers = { "x-portcullis-token": serviceToken, ...bearer(key), "user-agent": agent };
    await callDoor(address, "/v1/forward-auth", { method: "GET", headers });
  }
  expect(told.splice(0)).toEqual(["curl/8.5.0", "x".repeat(300)]);

  const ask = async (request: object, tags?: string[]) => {
    const headers = { ...bearer(serviceToken), "user-agent": "an API" };
    const { status } = await callDoor(address, "/v1/keys/verify", {
      headers,
      body: { key, request, tags },
    });
    return status;
  };
  expect(await ask({ userAgent: "okhttp/4.12.0" })).toBe(200);
  expect(await ask({ userAgent: "okhttp/4.12.0" }, [])).toBe(200);
  expect(await ask({ userAgent: "Ünïcode/1" })).toBe(200);
  expect(await ask({})).toBe(200);
  expect(told.splice(0)).toEqual(["okhttp/4.12.0", "okhttp/4.12.0", "Ünïcode/1", null]);
  for (const userAgent of ["a\nb", "x".repeat(513), 7]) expect(await ask({ userAgent })).toBe(422);
  expect(told).toEqual([]);
  await gate.drain(500);
});
