import { arch, availableParallelism, platform, totalmem } from 'node:os';

/** What the figures were taken on; nothing that tells one such machine from another. */
export function describeMachine(postgresVersion) {
  return {
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${platform()} ${arch()}`,
    node: process.versions.node,
    postgres: postgresVersion,
  };
}
