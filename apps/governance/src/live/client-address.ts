import type { IncomingMessage } from 'node:http';

/**
 * Whom a request comes from: behind as many proxies as are believed, the address that the
 * outermost of them saw. As Fastify finds it, which takes no part in an upgrade.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const hops = forwarded.map((hop) => hop.trim()).filter((hop) => hop !== '');
  const addresses = [request.socket.remoteAddress ?? '', ...hops.toReversed()];
  return addresses[Math.min(trustedProxies, addresses.length - 1)] ?? '';
}
