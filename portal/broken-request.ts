import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { problemAnswer } from "@/lib/problem";
import { contentSecurityPolicy, newNonce, securityHeaders } from "./headers";

/** Answers what never became a request: headers too large or too slow, bytes that aren't HTTP. */
export function answerBroken(error: NodeJS.ErrnoException, socket: Duplex, secure: boolean): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body, headers } = describe(error.code);
  const page = { secure, dev: false };
  const lines = Object.entries({
    ...headers,
    ...securityHeaders(contentSecurityPolicy(newNonce(), page), page),
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}

function describe(code: string | undefined) {
  const requestId = newId("req");
  if (code === "HPE_HEADER_OVERFLOW") {
    const large = new AppError("BAD_REQUEST", "The headers are larger than 16 KiB.");
    return { ...problemAnswer(large, requestId), status: 431 };
  }
  return code === "ERR_HTTP_REQUEST_TIMEOUT"
    ? problemAnswer(new AppError("REQUEST_TIMEOUT", "The request came too slowly."), requestId)
    : problemAnswer(new AppError("BAD_REQUEST", "This is not an HTTP request."), requestId);
}
