import 'reflect-metadata';
import {
  createApp,
  createLogger,
  HttpMetrics,
  RateLimiter,
  readSettings,
} from '../../dist/http/backend.js';
import { serveHttp } from './serve-http.mjs';

/** Pieces that can be left out, to see what they cost: nobody needs a switch for that. */
const LEAVE_OUT = {
  limiter() {
    const allowance = { allowed: true, remaining: 1, resetSeconds: 1, retryAfterSeconds: 0 };
    RateLimiter.prototype.take = () => allowance;
  },
  metrics() {
    HttpMetrics.prototype.observe = () => {};
  },
};

serveHttp({
  /** As in production, and with this environment. */
  async open(environment, without = []) {
    for (const piece of without) LEAVE_OUT[piece]();
    const settings = readSettings({
      NODE_ENV: 'production',
      RATE_LIMIT_PER_MINUTE: '1000000',
      CACHE_CLEANUP_CRON: 'off',
      ...environment,
    });
    const app = await createApp(settings, createLogger(settings));
    await app.listen(0, '127.0.0.1');
    return app.getHttpServer().address().port;
  },
});
