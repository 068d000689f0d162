import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type AdminMessage, adminMessageSchema } from '../../apps/governance/src/live/messages.js';
import { eventually } from './eventually.js';

/** A client of `/live`, and what it heard: each message must be one that is described. */
export class LiveListener {
  readonly heard: AdminMessage[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.heard.push(adminMessageSchema.parse(JSON.parse(String(data))));
    });
  }

  /** @param localAddress one of this machine's own, to be another client */
  static async join(
    httpUrl: string,
    localAddress = '127.0.0.1',
    headers: Record<string, string> = {},
  ): Promise<LiveListener> {
    const url = `${httpUrl.replace(/^http/, 'ws')}/live`;
    const listener = new LiveListener(new WebSocket(url, { localAddress, headers }));
    await once(listener.socket, 'open');
    return listener;
  }

  /** The messages so far, once there are so many. */
  async hears(count: number): Promise<AdminMessage[]> {
    await eventually(() => {
      if (this.heard.length < count) throw new Error(`heard only ${JSON.stringify(this.heard)}`);
    });
    return this.heard;
  }

  /** The code with which the connection ends. */
  async ending(): Promise<number> {
    const [code] = (await once(this.socket, 'close')) as [number];
    return code;
  }

  leave(): void {
    this.socket.terminate();
  }
}
