import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { clientAddress, type Trust } from "@/lib/forwarding";

/** What is known of a connection. */
export class Connection {
  /** The last one that is not answered yet, as far as known. */
  response: ServerResponse | null = null;
  /** One that is answered as broken, whatever comes of its request. */
  broken: ServerResponse | null = null;
  readonly #peer: string | null;
  readonly #isBelieved: boolean;

  constructor(
    private readonly socket: Socket,
    private readonly trusted: Trust,
  ) {
    this.#peer = clientAddress(socket.remoteAddress, undefined, trusted);
    this.#isBelieved = this.#peer !== null && trusted(this.#peer);
  }

  /** Who calls: worked out anew only where a proxy that is believed says so. */
  network(forwardedFor: string | string[] | undefined): string | null {
    if (!this.#isBelieved || forwardedFor === undefined) return this.#peer;
    return clientAddress(this.socket.remoteAddress, forwardedFor, this.trusted);
  }
}

export class Connections {
  #known = new WeakMap<Duplex, Connection>();

  constructor(private readonly trusted: Trust) {}

  of(socket: Socket): Connection {
    let connection = this.#known.get(socket);
    if (!connection) {
      connection = new Connection(socket, this.trusted);
      this.#known.set(socket, connection);
    }
    return connection;
  }

  /** The response that waits on it, if any, which is to be answered as broken. */
  broken(socket: Duplex): ServerResponse | null {
    const connection = this.#known.get(socket);
    if (!connection?.response || connection.response.writableEnded) return null;
    connection.broken = connection.response;
    return connection.response;
  }
}
