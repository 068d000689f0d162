const LONGEST_CHARACTERS = 16_384;
const LONGEST_WAIT_MS = 100;

/** Writes lines some at a time: a write of the system's costs more than the line. */
export class LineBuffer {
  private text = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly stream: { write(text: string): unknown }) {}

  add(line: string): void {
    this.text += `${line}\n`;
    if (this.text.length >= LONGEST_CHARACTERS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), LONGEST_WAIT_MS).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.text === '') return;
    this.stream.write(this.text);
    this.text = '';
  }
}
