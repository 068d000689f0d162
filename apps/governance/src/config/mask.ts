/** Variables of which nothing at all is shown when they can't be taken apart. */
const SECRET = /TOKEN|PASSWORD|SECRET/;

/** Those that hold URLs, or what was meant to be one and may have a secret anywhere. */
const OF_URLS = /_(URL|ENDPOINTS|ORIGINS)$/;

/** A variable's value as it may be shown: no token, and of URLs only scheme, host and port. */
export function mask(name: string, value: string): string {
  if (SECRET.test(name)) return '***';
  if (!OF_URLS.test(name) && !/:\/\/|@/.test(value)) return value;
  return value.split(',').map(maskUrl).join(',');
}

/** Without user, password, path and query, each of which may be a secret. */
function maskUrl(text: string): string {
  if (!/\w/.test(text)) return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === '') return '***';
  const { protocol, host, username, password, pathname, search, hash } = url;
  const user = username + password === '' ? '' : '***@';
  const slash = text.endsWith('/') ? '/' : '';
  const rest = pathname.length > 1 || search + hash !== '' ? '/***' : slash;
  return `${protocol}//${user}${host}${rest}`;
}
