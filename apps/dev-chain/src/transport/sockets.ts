import type { Socket } from 'node:net';

/** Every open connection of a server, and what went through those that are closed. */
export class Sockets {
  readonly #open = new Set<Socket>();
  #bytesIn = 0;
  #bytesOut = 0;

  add(socket: Socket): void {
    this.#open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#bytesIn += socket.bytesRead;
      this.#bytesOut += socket.bytesWritten;
    });
  }

  get count(): number {
    return this.#open.size;
  }

  /** Bytes of the transport, frames and HTTP headers included, since the start. */
  get bytesIn(): number {
    return [...this.#open].reduce((sum, socket) => sum + socket.bytesRead, this.#bytesIn);
  }

  get bytesOut(): number {
    return [...this.#open].reduce((sum, socket) => sum + socket.bytesWritten, this.#bytesOut);
  }

  destroyAll(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
