const SCHEMES = new Set(['ws:', 'wss:', 'http:', 'https:']);

/** An endpoint: where it is, and the only name by which it is ever shown. */
export interface EndpointAddress {
  readonly url: URL;
  /** Scheme, host and port; a number behind it tells endpoints of one host apart. */
  readonly name: string;
}

/** The addresses of checked URLs, in their order. */
export function addressesOf(urls: readonly string[]): EndpointAddress[] {
  const seen = new Map<string, number>();
  return urls.map((text) => {
    const masked = maskUrl(text);
    const times = (seen.get(masked) ?? 0) + 1;
    seen.set(masked, times);
    return { url: new URL(text), name: times === 1 ? masked : `${masked} #${times}` };
  });
}

/** Scheme, host and port: credentials, path and query may be secrets, and so may anything odd. */
export function maskUrl(text: string): string {
  const url = parse(text);
  if (url === undefined || !SCHEMES.has(url.protocol)) return '(not the URL of a node)';
  return `${url.protocol}//${url.host}`;
}

/** Why a text cannot be an endpoint's URL; undefined when it can. */
export function urlProblem(text: string): string | undefined {
  const url = parse(text);
  if (url === undefined) return 'is not a URL';
  if (!SCHEMES.has(url.protocol)) return 'is not a ws, wss, http or https URL';
  if (url.hash !== '') return 'has a fragment';
  return isDecodable(url.username + url.password) ? undefined : 'has credentials badly encoded';
}

function isDecodable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== undefined;
  } catch {
    return false;
  }
}

function parse(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
