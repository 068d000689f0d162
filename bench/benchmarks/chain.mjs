import { migrateOurs } from '../subjects/ours.mjs';
import { callsOfReplicas } from './chain/replicas.mjs';
import { roundTrips } from './chain/round-trips.mjs';
import { besideSidecar } from './chain/sidecar.mjs';
import { startToSnapshot } from './chain/start.mjs';

/**
 * Reading a development chain: what it costs the node, and how long it takes from nothing.
 * @param minutes how long each number of replicas is under load; 20 s when not given
 */
export async function run({ url, quick, minutes }) {
  await migrateOurs(url);
  return [
    ...(await roundTrips(url)),
    ...(await startToSnapshot(url, quick)),
    ...(await besideSidecar(url, quick)),
    ...(await callsOfReplicas(url, loadMs(quick, minutes))),
  ];
}

function loadMs(quick, minutes) {
  if (quick) return 5000;
  return minutes === undefined ? 20_000 : minutes * 60_000;
}
