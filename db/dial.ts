import { connect, type Socket } from "node:net";

type Target = { host: string[]; port: number[] };

export type Wires = {
  /** For postgres.js: makes its sockets. */
  options: { socket?: unknown };
  /** How many are open. */
  count(): number;
  /** Destroys the sockets and makes no more. */
  cut(): void;
};

/**
 * The sockets of one client of postgres.js. It waits for a half-open connection without end, also
 * when it is closed, and goes on connecting after its end where it was connecting before.
 */
export function openWires(): Wires {
  const sockets = new Set<Socket>();
  let isCut = false;
  const socket = async ({ host, port }: Target) => {
    for (const [index, name] of host.entries()) {
      if (isCut) break;
      const last = index === host.length - 1;
      const socket = await dial(name, port[index] ?? 5432, sockets).catch((error) => {
        if (last) throw error;
      });
      if (socket) return socket;
    }
    throw Object.assign(new Error("This connection was given up."), { code: "CONNECTION_ENDED" });
  };
  return {
    options: { socket },
    count: () => sockets.size,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

function dial(host: string, port: number, sockets: Set<Socket>): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      reject(Object.assign(new Error("The connection was cut."), { code: "CONNECTION_CLOSED" }));
    });
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
