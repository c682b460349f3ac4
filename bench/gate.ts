import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { startGate } from "@/gate/start";
import type { ApplicationId, KeyId, OrganizationId } from "@/lib/ids";
import { parseKey } from "@/lib/keys/format";
import { keyDigest } from "@/lib/verification/digest";

export type Fill = { rows: string; count: number; organizationId: OrganizationId };

const { memory } = await startGate({ usage: process.env.BENCH_USAGE !== "off" });

/**
 * Remembers keys as if each had been asked for, which at a thousand a second would take long. One of
 * each application has to have been: what they share is taken from there. They have no limits, which
 * the database would have to be asked about once per key.
 */
async function fill({ rows, count, organizationId }: Fill): Promise<void> {
  let done = 0;
  for await (const line of createInterface({ input: createReadStream(rows) })) {
    if (done++ === count) return;
    const [text = "", id = "", applicationId = ""] = line.split(" ");
    const key = parseKey(text);
    if (!key) throw new Error("a line holds no key");
    const digest = keyDigest(organizationId, text);
    if (memory.key(digest, key.sharedKey)) continue;
    const application = memory.application(applicationId as ApplicationId);
    if (!application) throw new Error("an application is not remembered");
    const record = {
      key: {
        id: id as KeyId,
        sharedKey: key.sharedKey,
        name: "ci",
        environment: "production" as const,
        status: "active" as const,
        expiresAt: null,
        terms: null,
        permissions: null,
        ownerId: null,
        limits: null,
        revision: 1,
      },
      application: application.record,
    };
    memory.rememberKey(digest, { record, application });
    if (done % 10_000 === 0) await new Promise((go) => setImmediate(go));
  }
}

process.on("message", (wish: Fill) => {
  fill(wish).then(
    () => process.send?.({ filled: memory.size.keys }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
