import type { DropReason, LiveClient } from './live-client.js';

/** Counts since the start of the process, and who is there. */
export interface LiveStats {
  readonly clients: number;
  readonly messages: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/** Everybody who is connected. */
export class LiveClients {
  private readonly clients = new Set<LiveClient>();
  private readonly greeted = new Set<LiveClient>();
  private readonly perAddress = new Map<string, number>();
  private readonly dropped = { slow: 0, dead: 0, talkative: 0 };
  private messages = 0;
  private emptied: () => void = () => undefined;

  get size(): number {
    return this.clients.size;
  }

  countOf(address: string): number {
    return this.perAddress.get(address) ?? 0;
  }

  add(client: LiveClient): void {
    this.clients.add(client);
    this.perAddress.set(client.address, this.countOf(client.address) + 1);
  }

  remove(client: LiveClient): void {
    if (!this.clients.delete(client)) return;
    this.greeted.delete(client);
    const left = this.countOf(client.address) - 1;
    if (left === 0) this.perAddress.delete(client.address);
    else this.perAddress.set(client.address, left);
    if (this.clients.size === 0) this.emptied();
  }

  /** Settles once nobody is here. */
  async whenEmpty(): Promise<void> {
    if (this.clients.size === 0) return;
    await new Promise<void>((resolve) => (this.emptied = resolve));
  }

  /** From its first message on, a client gets every other one. */
  greet(client: LiveClient, text: string): void {
    if (!this.clients.has(client)) return;
    this.messages++;
    client.send(text);
    this.greeted.add(client);
  }

  broadcast(text: string): void {
    this.sendTo(this.greeted, text);
  }

  /** To those alone who have the admin token. */
  tellAdmins(text: string): void {
    this.sendTo(
      [...this.greeted].filter(({ isAdmin }) => isAdmin),
      text,
    );
  }

  private sendTo(clients: Iterable<LiveClient>, text: string): void {
    for (const client of clients) {
      this.messages++;
      client.send(text);
    }
  }

  beat(): void {
    for (const client of this.clients) client.beat();
  }

  close(code: number, reason: string): void {
    for (const client of this.clients) client.close(code, reason);
  }

  countDrop(reason: DropReason): void {
    this.dropped[reason]++;
  }

  stats(): LiveStats {
    return { clients: this.size, messages: this.messages, dropped: { ...this.dropped } };
  }
}
