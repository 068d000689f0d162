import { type Head, headOf } from './head.js';

/** How little browsers are to make of any answer of ours. */
const EVERYWHERE = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};

/** Of JSON and text: should a browser be made to show one as a page, nothing in it counts. */
const DATA_HEADERS = headOf({
  ...EVERYWHERE,
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
});

/** Of pages: scripts are our own files, and none is in the page itself. */
const PAGE_HEADERS = headOf({
  ...EVERYWHERE,
  'content-security-policy': [
    "default-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "object-src 'none'",
    "script-src 'self'",
    "script-src-attr 'none'",
    "style-src 'self'",
  ].join(';'),
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
});

const PAGES = /^\/(docs|console)\b/;

export function securityHeaders(path: string): Head {
  return !path.startsWith('/api/') && PAGES.test(path) ? PAGE_HEADERS : DATA_HEADERS;
}
