import { migrateOurs } from '../subjects/ours.mjs';
import { callsOfReplicas } from './chain/replicas.mjs';
import { roundTrips } from './chain/round-trips.mjs';
import { besideSidecar } from './chain/sidecar.mjs';
import { startToSnapshot } from './chain/start.mjs';

/** Reading a development chain: what it costs the node, and how long it takes from nothing. */
export async function run({ url, quick }) {
  await migrateOurs(url);
  return [
    ...(await roundTrips(url)),
    ...(await startToSnapshot(url, quick)),
    ...(await besideSidecar(url, quick)),
    ...(await callsOfReplicas(url, quick)),
  ];
}
