/** A map that forgets its oldest entry rather than hold more than `most`. */
export class Bounded<K, V> extends Map<K, V> {
  constructor(
    private readonly most: number,
    private readonly forgot: (value: V) => void = () => {},
  ) {
    super();
  }

  override set(key: K, value: V): this {
    if (this.size >= this.most && !this.has(key)) {
      const oldest = this.entries().next().value;
      if (oldest) {
        this.delete(oldest[0]);
        this.forgot(oldest[1]);
      }
    }
    return super.set(key, value);
  }
}

/** One copy of texts, lists and limits that many keys have alike. */
export class Shared {
  #texts = new Bounded<string, string>(50_000);
  #values = new Bounded<string, unknown>(50_000);

  text<T extends string | null>(text: T): T {
    return text === null ? text : (one<string>(this.#texts, text, text) as T);
  }

  value<T>(value: T): T {
    return value === null ? value : (one(this.#values, JSON.stringify(value), value) as T);
  }

  clear(): void {
    this.#texts.clear();
    this.#values.clear();
  }
}

function one<V>(known: Map<string, V>, name: string, value: V): V {
  const first = known.get(name);
  if (first !== undefined) return first;
  known.set(name, value);
  return value;
}
