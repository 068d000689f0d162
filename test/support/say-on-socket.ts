import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a server first says to this text, on a connection of its own that it then closes. */
export async function sayOnSocket(url: string, words: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(words);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
  return { status, head: head.toLowerCase(), body };
}
