import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Headers that tell browsers how little is allowed, and whose pages may read the public API. None
 * may use the admin API: no preflight lets the header through that carries its token.
 */
export function secure(app: NestFastifyApplication, corsOrigins: string[]): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: {
      directives: {
        // Our pages need nothing of other hosts, and no style or script of their own text.
        styleSrc: "'self'",
        fontSrc: "'self'",
        frameAncestors: "'none'",
        // Served over plain HTTP on a developer's machine, and behind a proxy that ends TLS elsewhere.
        upgradeInsecureRequests: null,
      },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    xFrameOptions: { action: 'deny' },
  });
  app.enableCors({
    origin: corsOrigins.includes('*') ? '*' : corsOrigins,
    methods: ['GET', 'HEAD'],
    allowedHeaders: ['If-None-Match', 'X-Request-Id'],
    // OPTIONS is answered to those who are no browser, too.
    strictPreflight: false,
    exposedHeaders: ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    maxAge: 86_400,
  });
}
