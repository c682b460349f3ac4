import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy that can do to connections what networks do. */
export type FaultyProxy = {
  /** `url` with the proxy's address in place of the target's. */
  through(url: string): string;
  /** The proxy's own ports towards the target: how the target knows its connections. */
  ports(): number[];
  /** Nothing passes any more, either way, and nobody is told: also not that a side has closed. */
  stall(): void;
  /** As `stall`, but what the target answers still passes. */
  stallRequests(): void;
  /** What the target answers arrives `ms` later. */
  delay(ms: number): void;
  /** Cuts every connection; new ones are taken. */
  drop(): void;
  /** Everything passes, first what was held back. */
  heal(): void;
  close(): Promise<void>;
};

type Weather = { requestsStalled: boolean; answersStalled: boolean; delayMs: number };

const fair = (): Weather => ({ requestsStalled: false, answersStalled: false, delayMs: 0 });

/** One direction of a connection; what comes late comes in order. Null: the sender has closed. */
class Pipe {
  #held: { due: number; chunk: Buffer | null }[] = [];

  constructor(
    from: Socket,
    private readonly to: Socket,
    private readonly weather: Weather,
    private readonly isAnswer: boolean,
  ) {
    from.on("data", (chunk) => this.#take(chunk));
    from.on("close", () => this.#take(null));
    from.on("error", () => {});
  }

  #isStalled(): boolean {
    return this.isAnswer ? this.weather.answersStalled : this.weather.requestsStalled;
  }

  #take(chunk: Buffer | null): void {
    const delay = this.isAnswer ? this.weather.delayMs : 0;
    this.#held.push({ due: performance.now() + delay, chunk });
    if (this.#held.length === 1 || delay === 0) this.pump();
  }

  pump(): void {
    for (let next = this.#held[0]; next && !this.#isStalled(); next = this.#held[0]) {
      const wait = next.due - performance.now();
      if (wait > 0) {
        setTimeout(() => this.pump(), wait);
        return;
      }
      this.#held.shift();
      if (next.chunk) this.to.write(next.chunk);
      else this.to.destroy();
    }
  }
}

/** Starts a proxy on a free port in front of the server of `targetUrl`. */
export async function startProxy(targetUrl: string): Promise<FaultyProxy> {
  const target = new URL(targetUrl);
  const weather = fair();
  const pairs = new Map<Socket, { near: Socket; pipes: Pipe[] }>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
    const pipes = [new Pipe(near, far, weather, false), new Pipe(far, near, weather, true)];
    pairs.set(far, { near, pipes });
    far.once("close", () => pairs.delete(far));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const drop = () => {
    for (const [far, { near }] of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    through: (url) => Object.assign(new URL(url), { hostname: "127.0.0.1", port }).href,
    ports: () => [...pairs.keys()].flatMap(({ localPort }) => localPort ?? []),
    stall() {
      Object.assign(weather, { requestsStalled: true, answersStalled: true });
    },
    stallRequests() {
      weather.requestsStalled = true;
    },
    delay(ms) {
      weather.delayMs = ms;
    },
    drop,
    heal() {
      Object.assign(weather, fair());
      for (const { pipes } of [...pairs.values()]) for (const pipe of pipes) pipe.pump();
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      drop();
      await closed;
    },
  };
}
