import { createServer } from "node:http";
import { join } from "node:path";
import next from "next";
import { closeDatabase, isAnswering, ping } from "@/db/client";
import { env } from "@/lib/env";
import { trustOf } from "@/lib/forwarding";
import { closeTails } from "@/lib/history/tail";
import { onShutdown } from "@/lib/lifecycle";
import { log } from "@/lib/log";
import { closePortalUsage } from "@/lib/recorder/portal";
import { closePortalFeeds } from "@/lib/statuses/polling";
import { answerBroken } from "./broken-request";
import { compressedFiles } from "./compressed-files";
import { entry } from "./entry";

const { PUBLIC_URL, PORT, HOST, TRUSTED_PROXIES } = env();
const publicUrl = new URL(PUBLIC_URL);
const dev = process.env.NODE_ENV !== "production";
let draining = false;

process.env.NEXTAUTH_URL = PUBLIC_URL;

const server = createServer({
  connectionsCheckingInterval: 2_000,
  headersTimeout: 10_000,
  // Of a credential that came twice neither counts.
  joinDuplicateHeaders: true,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
  requestTimeout: 30_000,
  requireHostHeader: false,
});
// Next answers upgrades on the server it is given: in production on none.
const app = next({ dev, hostname: HOST, port: PORT, httpServer: dev ? server : createServer() });
await app.prepare();

server.on("request", (request, response) => void listener(request, response));
// An expectation that nobody knows changes nothing (RFC 9110 §10.1.1).
server.on("checkExpectation", (request, response) => void listener(request, response));
server.on("clientError", (error, socket) =>
  answerBroken(error, socket, publicUrl.protocol === "https:"),
);
const handle = app.getRequestHandler();
const sendCompressed = dev ? undefined : compressedFiles(join(".next", "static"));
const listener = entry({
  publicUrl,
  trusted: trustOf(TRUSTED_PROXIES),
  dev,
  isDraining: () => draining,
  isReady: ping,
  isAnswering,
  handle: async (request, response) => {
    if (!(await sendCompressed?.(request, response))) await handle(request, response);
  },
});

server.once("error", (error) => {
  log.fatal({ err: error }, "the portal can't listen");
  process.exit(1);
});
server.listen(PORT, HOST, () => log.info({ address: `http://${HOST}:${PORT}` }, "listening"));

onShutdown(async () => {
  draining = true;
  closePortalFeeds();
  closeTails();
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  await Promise.race([closed, new Promise((done) => setTimeout(done, 6_000))]);
  server.closeAllConnections();
  await closePortalUsage();
  await closeDatabase(1);
});
