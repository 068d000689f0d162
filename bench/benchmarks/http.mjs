import { startNode } from '../subjects/chain-node.mjs';
import { liveClients } from './http/live.mjs';
import { costOfPieces } from './http/pieces.mjs';
import { requests } from './http/requests.mjs';
import { starts } from './http/start.mjs';

/** The backend's public answers from memory, beside empty handlers that return the same bytes. */
export async function run({ url, quick }) {
  const node = await startNode({ blockTimeMs: 'manual' });
  const environment = {
    DATABASE_URL: url,
    CHAIN_ENDPOINTS: node.endpoint,
    CHAIN_FOLLOW: 'false',
  };
  const tables = [
    ...(await requests(environment, quick)),
    ...(await costOfPieces(environment, quick)),
    ...(await starts(environment, quick)),
    ...(await liveClients(environment, quick)),
  ];
  await node.stop();
  return tables;
}
