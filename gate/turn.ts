import type { ServerResponse } from "node:http";
import type { Arrival } from "./hot";

export type Reply = { response: ServerResponse; status: number; headers: string[]; body: string };

type Parts = {
  judge(arrival: Arrival): void;
  commit(): void;
  answer(arrival: Arrival, body: string): void;
  reply(reply: Reply): void;
};

/**
 * One turn of the event loop. The usual verifications that came in it are judged one after another
 * once all that had come was read, which takes much less time than each as it comes. Then all
 * answers go out, once `commit` has made durable what was recorded: an answer that somebody got is
 * never lost from the books.
 */
export class Turn {
  #arrived: Arrival[] = [];
  #judged: { arrival: Arrival; body: string }[] = [];
  #replies: Reply[] = [];
  #isDue = false;
  readonly #scheduled = () => this.#end();

  constructor(private readonly parts: Parts) {}

  /** It is judged at the end of this turn. */
  arrive(arrival: Arrival): void {
    this.#arrived.push(arrival);
    this.#schedule();
  }

  /** A verdict's JSON, for a verification that arrived. */
  answer(arrival: Arrival, body: string): void {
    this.#judged.push({ arrival, body });
    this.#schedule();
  }

  reply(reply: Reply): void {
    this.#replies.push(reply);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(this.#scheduled);
  }

  #end(): void {
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const arrival of arrived) this.parts.judge(arrival);
    this.#isDue = false;
    const [judged, replies] = [this.#judged, this.#replies];
    if (judged.length === 0 && replies.length === 0) return;
    this.#judged = [];
    this.#replies = [];
    this.parts.commit();
    for (const { arrival, body } of judged) this.parts.answer(arrival, body);
    for (const reply of replies) this.parts.reply(reply);
  }
}
