/** Variables of which nothing at all is shown when they can't be taken apart. */
const SECRET = /TOKEN|PASSWORD|SECRET/;

/** A variable's value as it may be shown: no token, and of URLs only scheme, host and port. */
export function mask(name: string, value: string): string {
  if (SECRET.test(name)) return '***';
  if (!/:\/\/|@/.test(value)) return value;
  return value.split(',').map(maskUrl).join(',');
}

/** Without user, password, path and query, each of which may be a secret. */
function maskUrl(text: string): string {
  if (!URL.canParse(text)) return '***';
  const { protocol, host, username, password, pathname, search } = new URL(text);
  const user = username + password === '' ? '' : '***@';
  const rest = pathname.length > 1 || search !== '' ? '/***' : '';
  return `${protocol}//${user}${host}${rest}`;
}
