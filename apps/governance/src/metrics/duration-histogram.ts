/**
 * Durations in buckets, by series. prom-client's own histogram takes some microseconds to observe
 * one, since it puts the labels of each together anew: too much for what is done in every request.
 */
export class DurationHistogram {
  private readonly series = new Map<string, DurationSeries>();

  /** @param bucketsSeconds upper bounds, rising */
  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly bucketsSeconds: readonly number[],
  ) {}

  /** @param labels as they are written: `route="/",method="GET"` */
  of(labels: string): DurationSeries {
    let series = this.series.get(labels);
    if (series === undefined) {
      series = new DurationSeries(this.bucketsSeconds);
      this.series.set(labels, series);
    }
    return series;
  }

  /** In Prometheus' text format. */
  text(): string {
    const lines = [`# HELP ${this.name} ${this.help}`, `# TYPE ${this.name} histogram`];
    for (const [labels, series] of this.series) lines.push(...series.lines(this.name, labels));
    return `${lines.join('\n')}\n`;
  }
}

export class DurationSeries {
  /** How many fell into each bucket and into none before it; the last one is for all above. */
  private readonly counts: number[];
  private sumSeconds = 0;

  constructor(private readonly bucketsSeconds: readonly number[]) {
    this.counts = [...bucketsSeconds, Infinity].map(() => 0);
  }

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < this.bucketsSeconds.length && seconds > (this.bucketsSeconds[bucket] ?? 0)) {
      bucket++;
    }
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sumSeconds += seconds;
  }

  *lines(name: string, labels: string): Iterable<string> {
    let upTo = 0;
    for (const [bucket, count] of this.counts.entries()) {
      upTo += count;
      const bound = this.bucketsSeconds[bucket] ?? '+Inf';
      yield `${name}_bucket{le="${bound}",${labels}} ${upTo}`;
    }
    yield `${name}_sum{${labels}} ${this.sumSeconds}`;
    yield `${name}_count{${labels}} ${upTo}`;
  }
}
