// What of the backend is measured, bundled as the backend itself is: see harness/prepare.mjs.
export { readSettings } from '../../../apps/governance/src/config/read-settings.js';
export { createApp } from '../../../apps/governance/src/configure-app.js';
export { RateLimiter } from '../../../apps/governance/src/http/rate-limiter.js';
export { createLogger } from '../../../apps/governance/src/logging/logger.js';
export { HttpMetrics } from '../../../apps/governance/src/metrics/http-metrics.js';
