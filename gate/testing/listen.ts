import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createGate } from "@/gate/server";
import { trustOf } from "@/lib/forwarding";

type Options = Partial<Parameters<typeof createGate>[0]>;

/** A gate that listens on a free port of this machine, for tests. */
export async function listen(options: Options = {}) {
  const gate = createGate({ trusted: trustOf([]), secure: false, ...options });
  gate.server.listen(0, "127.0.0.1");
  await once(gate.server, "listening");
  const { port } = gate.server.address() as AddressInfo;
  return { gate, address: `http://127.0.0.1:${port}` };
}
