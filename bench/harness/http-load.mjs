import { connect } from 'node:net';
import { percentile } from './compare.mjs';

/**
 * Asks over so many kept connections, each again when it has its answer.
 * @returns requests, requests a second, and the 99th percentile of their times
 */
export async function loadHttp({ port, path, headers = {}, status = 200, connections, ms }) {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const request = `GET ${path} HTTP/1.1\r\n${head}\r\n`;
  const took = [];
  const startedAt = performance.now();
  const until = startedAt + ms;
  const caller = () => callUntil(until, { port, request, status, took });
  await Promise.all(Array.from({ length: connections }, caller));
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests: took.length, rate: took.length / seconds, p99Ms: percentile(took, 0.99) };
}

function callUntil(until, { port, request, status, took }) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let received = '';
    const send = () => {
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setEncoding('latin1');
    socket.once('connect', send);
    socket.on('error', reject);
    socket.on('data', (text) => {
      received += text;
      if (!isComplete(received)) return;
      if (!received.startsWith(`HTTP/1.1 ${status}`)) {
        reject(new Error(`${request} was answered with ${received}`));
      }
      received = '';
      const now = performance.now();
      took.push(now - sentAt);
      if (now < until) send();
      else socket.end(resolve);
    });
  });
}

/** No body, or one whose length is told. */
function isComplete(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0;
  return text.length >= end + 4 + Number(length);
}
