import { hash } from "node:crypto";
import { createServer } from "node:http";

/** What the gate is measured against: reads the same JSON, hashes once, answers as many bytes. */
const answer = JSON.stringify({
  valid: true,
  code: "VALID",
  requestId: "req_01kajtm8c0e3s8r5h3n9wq2v6x",
  key: {
    id: "key_01kajtm8c0e3s8r5h3n9wq2v6x",
    sharedKey: "pcl_live_5Hq3mZ0bTt9Lw2XkR",
    name: "ci",
    environment: "production",
    expiresAt: null,
  },
  application: { id: "app_01kajtm8c0e3s8r5h3n9wq2v6x", name: "Application 17" },
  organizationId: "org_01kajtm8c0e3s8r5h3n9wq2v6x",
  ownerId: "mem_01kajtm8c0e3s8r5h3n9wq2v6x",
  permissions: ["orders:read"],
  rateLimits: [
    { name: "default", limit: 1_000_000, remaining: 999_999, resetAt: "2026-11-21T00:00:00.000Z" },
  ],
  revision: 1,
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { key } = JSON.parse(Buffer.concat(chunks).toString());
    const found = hash("sha256", key, "hex").length === 64;
    response.writeHead(found ? 200 : 500, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(answer),
    });
    response.end(answer);
  });
});

server.listen(Number(process.env.GATE_PORT), "127.0.0.1", () => console.log("the bare listens"));
process.on("SIGTERM", () => process.exit(0));
