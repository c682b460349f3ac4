type Labels = Readonly<Record<string, string>>;
type Sample = { labels?: Labels; value: number };
type Reading = number | readonly Sample[];
type Kind = "counter" | "gauge" | "histogram";
type Metric = { name: string; help: string; kind: Kind; lines: () => string[] };

const escaped = (text: string) =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const shown = Number.isFinite(value) ? String(value) : value > 0 ? "+Inf" : "NaN";
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${shown}`;
}

/** How often something took up to how many seconds. */
export class Histogram {
  readonly counts: Float64Array;
  sum = 0;

  /** `bounds` in seconds, ascending. */
  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(seconds: number): void {
    let at = 0;
    while (at < this.bounds.length && seconds > (this.bounds[at] ?? 0)) at++;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.sum += seconds;
  }
}

/** What a process tells of itself, in the text format of Prometheus 0.0.4. */
export class Metrics {
  #metrics: Metric[] = [];

  /** `read` is called whenever somebody looks. */
  add(kind: "counter" | "gauge", name: string, help: string, read: () => Reading): this {
    const lines = () => {
      const reading = read();
      const samples = typeof reading === "number" ? [{ value: reading }] : reading;
      return samples.map(({ labels = {}, value }: Sample) => line(name, labels, value));
    };
    this.#metrics.push({ name, help, kind, lines });
    return this;
  }

  addHistogram(name: string, help: string, histogram: Histogram): this {
    const lines = () => {
      let sofar = 0;
      const buckets = [...histogram.counts].map((count, at) => {
        sofar += count;
        const bound = histogram.bounds[at];
        return line(`${name}_bucket`, { le: bound === undefined ? "+Inf" : `${bound}` }, sofar);
      });
      return [...buckets, line(`${name}_sum`, {}, histogram.sum), line(`${name}_count`, {}, sofar)];
    };
    this.#metrics.push({ name, help, kind: "histogram", lines });
    return this;
  }

  text(): string {
    return this.#metrics
      .map(({ name, help, kind, lines }) =>
        [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...lines(), ""].join("\n"),
      )
      .join("");
  }
}

/** What every process of the product tells. */
export const processMetrics = (): Metrics =>
  new Metrics()
    .add("gauge", "process_resident_memory_bytes", "Resident memory.", () =>
      process.memoryUsage.rss(),
    )
    .add(
      "gauge",
      "nodejs_heap_used_bytes",
      "Memory of JavaScript in use.",
      () => process.memoryUsage().heapUsed,
    )
    .add("counter", "process_cpu_seconds_total", "Processor time.", () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    })
    .add("gauge", "process_start_time_seconds", "When the process started.", () =>
      Math.round(performance.timeOrigin / 1000),
    );
