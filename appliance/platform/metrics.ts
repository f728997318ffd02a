/** What is observed and histograms, in the Prometheus text exposition format 0.0.4. */

export type Labels = Readonly<Record<string, string>>;

export interface Histogram {
  /** `value` in the unit that the metric's name ends with (seconds, bytes). */
  observe(value: number, labels?: Labels): void;
}

export interface Sample {
  labels?: Labels;
  value: number;
}
type Reading = number | readonly Sample[] | Promise<number>;

const escapeLabel = (value: string) =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function labelText(labels: Labels | undefined, extra = ""): string {
  const parts = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  if (extra) parts.push(extra);
  return parts.length ? `{${parts.join(",")}}` : "";
}

const defaultBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export class Metrics {
  readonly #collectors: (() => Promise<string[]>)[] = [];

  /** Values that are read when the page is asked for. */
  observed(type: "gauge" | "counter", name: string, help: string, read: () => Reading): void {
    this.#collectors.push(async () => {
      const values = await read();
      const samples = typeof values === "number" ? [{ value: values }] : values;
      return [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...samples.map(({ labels, value }: Sample) => `${name}${labelText(labels)} ${value}`),
      ];
    });
  }

  histogram(name: string, help: string, buckets: readonly number[] = defaultBuckets): Histogram {
    const series = new Map<
      string,
      { labels: Labels | undefined; counts: number[]; sum: number; count: number }
    >();
    this.#collectors.push(async () => {
      const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
      for (const { labels, counts, sum, count } of series.values()) {
        for (const [index, bound] of buckets.entries())
          lines.push(`${name}_bucket${labelText(labels, `le="${bound}"`)} ${counts[index]}`);
        lines.push(`${name}_bucket${labelText(labels, 'le="+Inf"')} ${count}`);
        lines.push(`${name}_sum${labelText(labels)} ${sum}`, `${name}_count${labelText(labels)} ${count}`);
      }
      return lines;
    });
    return {
      observe(value, labels) {
        const key = labelText(labels);
        let entry = series.get(key);
        if (!entry) {
          entry = { labels, counts: buckets.map(() => 0), sum: 0, count: 0 };
          series.set(key, entry);
        }
        for (const [index, bound] of buckets.entries())
          if (value <= bound) entry.counts[index] = (entry.counts[index] ?? 0) + 1;
        entry.sum += value;
        entry.count++;
      },
    };
  }

  /** The whole page, as served at /metrics; what cannot be read is left out. */
  async text(): Promise<string> {
    const read = await Promise.allSettled(this.#collectors.map((collect) => collect()));
    const lines = read.flatMap((found) => (found.status === "fulfilled" ? found.value : []));
    return `${lines.join("\n")}\n`;
  }
}
