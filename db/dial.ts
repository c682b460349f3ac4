import { connect, type Socket } from "node:net";

type Target = { host: string[]; port: number[] };

/**
 * An option for postgres.js that keeps its sockets in `sockets`, so that they can be destroyed: it
 * waits for a half-open connection without end, also when it is closed.
 */
export const dialing = (sockets: Set<Socket>): { socket?: unknown } => ({
  socket: async ({ host, port }: Target) => {
    for (const [index, name] of host.entries()) {
      const last = index === host.length - 1;
      const socket = await dial(name, port[index] ?? 5432, sockets).catch((error) => {
        if (last) throw error;
      });
      if (socket) return socket;
    }
    throw new Error("DATABASE_URL names no host.");
  },
});

function dial(host: string, port: number, sockets: Set<Socket>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.once("error", reject);
    socket.setTimeout(3000, () => socket.destroy(new Error("CONNECT_TIMEOUT")));
    socket.once("connect", () => {
      socket.off("error", reject);
      socket.setTimeout(0);
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}
