/** Counters, gauges and histograms in the Prometheus text exposition format 0.0.4. */

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(amount?: number, labels?: Labels): void;
}
export interface Gauge {
  set(value: number, labels?: Labels): void;
}
export interface Histogram {
  /** `value` in the unit that the metric's name ends with (seconds, bytes). */
  observe(value: number, labels?: Labels): void;
}

const escapeLabel = (value: string) =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function labelText(labels: Labels | undefined, extra = ""): string {
  const parts = Object.entries(labels ?? {}).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  if (extra) parts.push(extra);
  return parts.length ? `{${parts.join(",")}}` : "";
}

const defaultBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export class Metrics {
  #collectors: (() => string[])[] = [];

  counter(name: string, help: string): Counter {
    const values = this.#family(name, help, "counter");
    return {
      add: (amount = 1, labels) =>
        values.set(labelText(labels), (values.get(labelText(labels)) ?? 0) + amount),
    };
  }

  gauge(name: string, help: string): Gauge {
    const values = this.#family(name, help, "gauge");
    return { set: (value, labels) => void values.set(labelText(labels), value) };
  }

  /** A gauge whose value is read when the page is asked for. */
  observed(name: string, help: string, read: () => number): void {
    this.#collectors.push(() => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${read()}`]);
  }

  histogram(name: string, help: string, buckets: readonly number[] = defaultBuckets): Histogram {
    const series = new Map<
      string,
      { labels: Labels | undefined; counts: number[]; sum: number; count: number }
    >();
    this.#collectors.push(() => {
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

  /** The whole page, as served at /metrics. */
  text(): string {
    return `${this.#collectors.flatMap((collect) => collect()).join("\n")}\n`;
  }

  #family(name: string, help: string, type: string): Map<string, number> {
    const values = new Map<string, number>();
    this.#collectors.push(() => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...[...values].map(([labels, value]) => `${name}${labels} ${value}`),
    ]);
    return values;
  }
}
