import { unlinkSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { basename, relative } from "node:path";

/**
 * Shows that this process lives, by a socket that listens at `path`: the system closes it however
 * the process ends, and every process on this machine can see that, also from another container.
 */
export function showAlive(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once("error", reject);
    server.listen({ path: addressOf(path), exclusive: true }, () => resolve(server));
  });
}

/** Whether its process is surely gone. */
export function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: addressOf(path) });
    socket.once("connect", () => socket.destroy() && resolve(false));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" || error.code === "ENOENT"),
    );
  });
}

export function forgetDead(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // On Windows there is no file; elsewhere another may have been faster.
  }
}

/** Unix allows some hundred characters only; Windows has names of its own for it. */
function addressOf(path: string): string {
  if (process.platform === "win32") return `\\\\.\\pipe\\portcullis-${basename(path)}`;
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
}
