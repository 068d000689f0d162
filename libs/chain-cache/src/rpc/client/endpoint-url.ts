const SCHEMES = new Set(['ws:', 'wss:', 'http:', 'https:']);

/** An endpoint: where it is, and the only name by which it is ever shown. */
export interface EndpointAddress {
  readonly url: URL;
  /** Scheme, host and port; a number behind it tells endpoints of one host apart. */
  readonly name: string;
  /** What must not be shown where a node repeats it: credentials, values of the query, its path. */
  readonly secrets: readonly string[];
}

/** The addresses of checked URLs, in their order. */
export function addressesOf(urls: readonly string[]): EndpointAddress[] {
  const seen = new Map<string, number>();
  return urls.map((text) => {
    const masked = maskUrl(text);
    const times = (seen.get(masked) ?? 0) + 1;
    seen.set(masked, times);
    const url = new URL(text);
    return { url, name: times === 1 ? masked : `${masked} #${times}`, secrets: secretsOf(url) };
  });
}

/** Scheme, host and port: credentials, path and query may be secrets, and so may anything odd. */
export function maskUrl(text: string): string {
  const url = parse(text);
  if (url === undefined || !SCHEMES.has(url.protocol)) return '(not the URL of a node)';
  return `${url.protocol}//${url.host}`;
}

/** Shorter ones are no secret, and would take words out of sentences. */
const SHORTEST_SECRET = 6;

/** As they are written and as they are meant, the longest first. */
function secretsOf({ username, password, pathname, search, searchParams }: URL): string[] {
  const written = [username, password, ...pathname.split('/'), ...search.split(/[?&=]/)];
  const meant = written.map((text) => (isDecodable(text) ? decodeURIComponent(text) : text));
  return [...new Set([...written, ...meant, ...searchParams.values()])]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length);
}

/** Why a text cannot be an endpoint's URL; undefined when it can. */
export function urlProblem(text: string): string | undefined {
  const url = parse(text);
  if (url === undefined) return 'is not a URL';
  if (!SCHEMES.has(url.protocol)) return 'is not a ws, wss, http or https URL';
  if (url.hash !== '') return 'has a fragment';
  return isDecodable(url.username + url.password) ? undefined : 'has credentials badly encoded';
}

/** How many different places these URLs are of, however each is written, by HTTP or WebSocket. */
export function placesIn(urls: readonly unknown[]): number {
  return new Set(urls.map((url) => parse(String(url))?.href.replace(/^ws/, 'http') ?? url)).size;
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
