/**
 * Who a request counts for. Of an IPv6 address the network (/64) counts: whoever has one address
 * of it has them all.
 */
export function clientKey(address: string): string {
  if (!address.includes(':')) return address;
  // Some proxies tell the port as well.
  const ipv4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/i.exec(address);
  if (ipv4?.[1] !== undefined) return ipv4[1];
  const ipv6 = /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address;
  const [head = '', tail] = ipv6.split('%', 1)[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
