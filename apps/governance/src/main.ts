import { readSettings } from './config/read-settings.js';
import { createApp } from './configure-app.js';
import { Draining } from './health/draining.js';
import { completeSettings } from './lifecycle/complete-settings.js';
import { listen } from './lifecycle/listen.js';
import { refuseArguments } from './lifecycle/refuse-arguments.js';
import { type OnStop, runProcess } from './lifecycle/run-process.js';
import { createAnnouncer, createLogger } from './logging/logger.js';

export function main(): Promise<void> {
  return runProcess(start);
}

async function start(onStop: OnStop): Promise<void> {
  refuseArguments(process.argv.slice(2));
  const configured = readSettings();
  const announce = createAnnouncer(configured);
  const settings = await completeSettings(configured, onStop, announce);
  const app = await createApp(settings, createLogger(settings));
  onStop(async () => {
    await app.get(Draining).drain();
    await app.close();
  });
  await listen(app, settings);
  announce(`listening on ${await app.getUrl()}`);
}
