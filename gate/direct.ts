import type { Socket } from "node:net";
import type { Origin } from "@/lib/access/actor";
import { failureOf } from "@/lib/failure";
import { type Answer, problemAnswer } from "@/lib/problem";
import { newRequestId } from "@/lib/request-id";
import { verifyDoor } from "@/lib/verification/doors";
import type { Services } from "@/lib/verification/services";
import type { RawAnswers } from "./answers";
import type { Connection } from "./connections";
import { type UsualHead, usualHead } from "./head";
import type { Arrival } from "./hot";
import type { Turn } from "./turn";

type Parts = {
  services: Services;
  answers: RawAnswers;
  turn: Turn<DirectConnection>;
  /** Node's parser reads this connection from here on; nothing of it was lost. */
  handOver(socket: Socket): void;
  /** What came is no request: an answer that says why, by the code of Node's `clientError`, ends it. */
  broken(socket: Socket, code: string): void;
  isDraining(): boolean;
  /** Milliseconds until something has to come at first, and until something comes again. */
  firstTimeout: number;
  keepAliveTimeout: number;
};

/** A body that comes apart from its head comes at once, or at somebody's leisure. */
const patienceMs = 250;
/** Characters of a head that is kept for the next request. */
const longestKept = 2048;

/**
 * A connection on which nothing came but usual verifications, one after another: past the machinery
 * of Node's requests and responses, which costs half of all a verification costs. With the first
 * that is anything else it is Node's.
 */
export class DirectConnection implements Arrival {
  origin: Origin = { requestId: newRequestId(), network: null, userAgent: null };
  credential: string | null = null;
  body = "";
  #head: UsualHead | null = null;
  /** A request whose body is not all there. */
  #part: Buffer | null = null;
  #patience: NodeJS.Timeout | undefined;
  /** What came before its turn. */
  #early: Buffer | null = null;
  #isAsked = false;
  #wasAsked = false;
  #hasEnded = false;
  #isStuck = false;

  constructor(
    private readonly socket: Socket,
    private readonly connection: Connection,
    private readonly parts: Parts,
  ) {
    for (const [name, hear] of this.#heard) socket.on(name, hear);
    socket.setTimeout(parts.firstTimeout);
  }

  answer(text: string): void {
    this.parts.turn.answer(this, text);
  }

  async fail(error: unknown): Promise<void> {
    const { requestId } = this.origin;
    this.#reply(problemAnswer(await failureOf(error, requestId), requestId));
  }

  async leave(): Promise<void> {
    const { origin, body } = this;
    const get = (name: string) => this.#head?.fields.get(name) ?? null;
    const caller = {
      target: "/v1/keys/verify",
      headers: { get },
      forwardedFor: get("x-forwarded-for"),
      body: chunksOf(body),
      origin,
    };
    this.#reply(await verifyDoor(caller, this.parts.services));
  }

  /** Sends a verdict's JSON. */
  send(text: string): void {
    const kept = this.#isKept;
    const bytes = Buffer.byteLength(text);
    const answer = this.parts.answers.verdict(this.origin.requestId, text, bytes, kept);
    this.#write(answer, bytes === text.length ? "latin1" : "utf8", kept);
  }

  #reply(answer: Answer): void {
    this.parts.turn.reply(() => {
      const kept = this.#isKept;
      this.#write(this.parts.answers.any(answer, kept), "utf8", kept);
    });
  }

  /** Ends it, if not at once then with the answer to what is under way or may be. */
  drain(): void {
    if (this.#part || !this.#wasAsked) this.#leave(this.#part);
    else if (!this.#isAsked) this.socket.destroySoon();
  }

  get #isKept(): boolean {
    return !this.#hasEnded && !this.parts.isDraining();
  }

  #write(text: string, encoding: "latin1" | "utf8", kept: boolean): void {
    const { socket } = this;
    this.#isAsked = false;
    this.body = "";
    if (!socket.writable) return;
    this.#forgetLongHead();
    if (!kept) {
      socket.end(text, encoding);
      socket.destroySoon();
      return;
    }
    // Whoever does not read answers is not read either.
    if (!socket.write(text, encoding)) this.#stick();
    else if (this.#early) this.#continue();
  }

  #stick(): void {
    this.#isStuck = true;
    this.socket.pause();
  }

  readonly #onDrain = () => {
    if (!this.#isStuck) return;
    this.#isStuck = false;
    this.#continue();
  };

  #continue(): void {
    const early = this.#early;
    this.#early = null;
    this.socket.resume();
    if (early) this.#onData(early);
  }

  readonly #onData = (data: Buffer) => {
    // Nothing is judged that can't be answered any more.
    if (!this.socket.writable) return;
    if (this.#isAsked || this.#isStuck) {
      this.#early = this.#early ? Buffer.concat([this.#early, data]) : data;
      this.socket.pause();
      return;
    }
    const part = this.#part;
    const all = part ? Buffer.concat([part, data]) : data;
    const text = all.toString("latin1");
    const head = this.#headOf(text);
    const missing = head ? head.text.length + head.length - text.length : 0;
    if (head === null || missing < 0 || (missing > 0 && part)) return this.#leave(all);
    if (missing > 0) {
      this.#part = data;
      this.#patience = setTimeout(() => this.#leave(data), patienceMs).unref();
      return;
    }
    if (part) this.#forgetPart();
    this.#ask(head, text);
  };

  #headOf(text: string): UsualHead | null {
    // Most heads are the one before.
    if (this.#head === null || !text.startsWith(this.#head.text)) this.#head = usualHead(text);
    return this.#head;
  }

  /** Many connections together would keep much of what strangers send. */
  #forgetLongHead(): void {
    if (this.#head && this.#head.text.length > longestKept) this.#head = null;
  }

  #ask(head: UsualHead, text: string): void {
    this.body = text.slice(head.text.length);
    this.credential = head.credential;
    this.origin = {
      requestId: newRequestId(),
      network: this.connection.network(head.fields.get("x-forwarded-for")),
      userAgent: head.fields.get("user-agent") ?? null,
    };
    this.#isAsked = true;
    if (!this.#wasAsked) {
      this.#wasAsked = true;
      this.socket.setTimeout(this.parts.keepAliveTimeout);
    }
    this.parts.turn.arrive(this);
  }

  /** Node reads on, beginning with what came. */
  #leave(data: Buffer | null): void {
    const { socket } = this;
    this.#forgetPart();
    for (const [name, hear] of this.#heard) socket.off(name, hear);
    socket.setTimeout(0);
    socket.pause();
    if (data) socket.unshift(data);
    this.parts.handOver(socket);
    process.nextTick(() => socket.resume());
  }

  readonly #forgetPart = () => {
    clearTimeout(this.#patience);
    this.#part = null;
  };

  readonly #onEnd = () => {
    const isTorn = this.#part !== null;
    this.#hasEnded = true;
    this.#forgetPart();
    if (isTorn) this.parts.broken(this.socket, "HPE_INVALID_EOF_STATE");
    else if (!this.#isAsked) this.socket.end();
  };

  readonly #onError = () => this.socket.destroy();

  readonly #onTimeout = () => {
    if (this.#isAsked) return;
    if (this.#wasAsked) this.socket.destroy();
    else this.parts.broken(this.socket, "ERR_HTTP_REQUEST_TIMEOUT");
  };

  /** What it hears of its socket until that is Node's. */
  readonly #heard = [
    ["data", this.#onData],
    ["end", this.#onEnd],
    ["error", this.#onError],
    ["timeout", this.#onTimeout],
    ["drain", this.#onDrain],
    ["close", this.#forgetPart],
  ] as const;
}

async function* chunksOf(body: string): AsyncGenerator<Buffer> {
  yield Buffer.from(body, "latin1");
}
