type Parts<A> = { judge(arrival: A): void; commit(): void };
type Answering = { send(text: string): void };

/**
 * One turn of the event loop. The usual verifications that came in it are judged one after another
 * once all that had come was read, which takes much less time than each as it comes. Then all
 * answers go out, once `commit` has made durable what was recorded: an answer that somebody got is
 * never lost from the books.
 */
export class Turn<A extends Answering> {
  #arrived: A[] = [];
  #judged: { arrival: A; text: string }[] = [];
  #others: (() => void)[] = [];
  #isDue = false;
  readonly #scheduled = () => this.#end();

  constructor(private readonly parts: Parts<A>) {}

  /** It is judged at the end of this turn. */
  arrive(arrival: A): void {
    this.#arrived.push(arrival);
    this.#schedule();
  }

  /** A verdict's JSON, for a verification that arrived: it is sent to it. */
  answer(arrival: A, text: string): void {
    this.#judged.push({ arrival, text });
    this.#schedule();
  }

  /** Any other answer goes out by `send`. */
  reply(send: () => void): void {
    this.#others.push(send);
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
    const [judged, others] = [this.#judged, this.#others];
    if (judged.length === 0 && others.length === 0) return;
    this.#judged = [];
    this.#others = [];
    this.parts.commit();
    for (const { arrival, text } of judged) arrival.send(text);
    for (const send of others) send();
  }
}
