import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class AlreadyRunningError extends Error {
  constructor(readonly dataDir: string) {
    super(`Portcullis is already running on ${dataDir}.`);
    this.name = "AlreadyRunningError";
  }
}

/**
 * Holds a data directory for this process alone. The lock is a listening socket, so the system
 * frees it however the process ends. Throws `AlreadyRunningError` while another process holds it.
 */
export async function lockDataDir(dataDir: string): Promise<{ release(): Promise<void> }> {
  const name = `portcullis-${createHash("sha256").update(dataDir).digest("hex").slice(0, 24)}`;
  const server = await listen(address(name)).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    if (await answers(address(name))) throw new AlreadyRunningError(dataDir);
    await rm(address(name), { force: true });
    return listen(address(name));
  });
  server.unref();
  return { release: () => new Promise((done) => server.close(() => done())) };
}

/** Linux: an abstract socket, which has no file; Windows: a pipe. Elsewhere a file may be left over. */
function address(name: string): string {
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", reject);
    server.listen({ path }, () => resolve(server));
  });
}

function answers(path: string): Promise<boolean> {
  if (process.platform !== "darwin") return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.unref();
  });
}
