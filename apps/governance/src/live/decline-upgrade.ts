import type { IncomingMessage, Server } from 'node:http';

/** What the offer consists of. */
const OFFER = new Set(['connection', 'upgrade', 'http2-settings']);

/**
 * Takes a request as if no upgrade had been offered, which a server may do (RFC 9110, 7.8): there
 * are clients that offer HTTP/2 with whatever they ask. Node's parser has let go of the connection,
 * and is given it anew, from that request on.
 */
export function declineUpgrade(server: Server, request: IncomingMessage, rest: Buffer): void {
  const { method, url, httpVersion, rawHeaders, socket } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!OFFER.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([head, rest]));
  server.emit('connection', socket);
}
