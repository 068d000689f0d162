/** Does something at regular intervals while the page is looked at. */
export class Poller {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private working = false;

  /** @param work gives how many seconds longer than usual to wait after it */
  constructor(
    private readonly work: () => Promise<number>,
    private readonly everyMs: number,
  ) {}

  start(): void {
    document.addEventListener('visibilitychange', () => this.hurry());
    this.hurry();
  }

  hurry(): void {
    clearTimeout(this.timer);
    if (!this.working && !document.hidden) void this.turn();
  }

  private async turn(): Promise<void> {
    this.working = true;
    let longerSeconds = 0;
    try {
      longerSeconds = await this.work();
    } finally {
      this.working = false;
      this.timer = setTimeout(() => this.hurry(), this.everyMs + longerSeconds * 1000);
    }
  }
}
