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

/** What takes more text to tell is not looked for among what others have. */
const longestName = 3_000;

/** One copy of texts, lists, limits and grants that many keys or applications have alike. */
export class Shared {
  #texts = new Bounded<string, string>(50_000);
  #values = new Bounded<string, unknown>(50_000);
  #maps = new Bounded<string, unknown>(2_000);

  text<T extends string | null>(text: T): T {
    return text === null ? text : one(this.#texts, text, text);
  }

  value<T>(value: T): T {
    return value === null ? value : one(this.#values, JSON.stringify(value), value);
  }

  map<K, V>(map: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
    const name = JSON.stringify([...map]);
    return name.length > longestName ? map : one(this.#maps, name, map);
  }

  clear(): void {
    this.#texts.clear();
    this.#values.clear();
    this.#maps.clear();
  }
}

function one<V>(known: Map<string, unknown>, name: string, value: V): V {
  const first = known.get(name);
  if (first !== undefined) return first as V;
  known.set(name, value);
  return value;
}
