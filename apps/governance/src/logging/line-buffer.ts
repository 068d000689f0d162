const MOST_LINES = 64;
const LONGEST_WAIT_MS = 100;

/** Writes lines some at a time: putting one together and writing it each cost less by the dozen. */
export class LineBuffer<Line> {
  private lines: Line[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly stream: { write(text: string): unknown },
    private readonly format: (line: Line) => string,
  ) {}

  add(line: Line): void {
    this.lines.push(line);
    if (this.lines.length >= MOST_LINES) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), LONGEST_WAIT_MS).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.lines.length === 0) return;
    this.stream.write(this.lines.map((line) => `${this.format(line)}\n`).join(''));
    this.lines = [];
  }
}
