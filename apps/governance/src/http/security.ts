import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Headers that tell browsers how little is allowed, and that anybody may read the public API from
 * a page of theirs. What changes something is not among it: that needs the admin token.
 */
export function secure(app: NestFastifyApplication): void {
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
    origin: '*',
    methods: ['GET', 'HEAD'],
    exposedHeaders: ['ETag', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    maxAge: 86_400,
  });
}
