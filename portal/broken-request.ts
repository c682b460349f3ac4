import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { brokenAnswer } from "@/lib/http/broken";
import { contentSecurityPolicy, newNonce, securityHeaders } from "./headers";

/** Answers what never became a request: headers too large or too slow, bytes that aren't HTTP. */
export function answerBroken(error: NodeJS.ErrnoException, socket: Duplex, secure: boolean): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body, headers } = brokenAnswer(error.code);
  const page = { secure, dev: false };
  const lines = Object.entries({
    ...headers,
    ...securityHeaders(contentSecurityPolicy(newNonce(), page), page),
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}
