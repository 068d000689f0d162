import { once } from 'node:events';
import { WebSocket } from 'ws';
import { compare } from '../../harness/compare.mjs';
import { sharedNow, startWorker } from '../../harness/workers.mjs';

const CLIENTS = 500;
/** One address may have fifty. */
const ADDRESSES = 16;

/** From a changed count being final until the last of many clients has it, and what they weigh. */
export async function liveClients(environment, quick) {
  const node = startWorker('follow/node.mjs');
  const { endpoint } = await node.call('start');
  const server = startWorker('http/ours.mjs', { stdout: 'ignore', execArgv: ['--expose-gc'] });
  const followed = { ...environment, CHAIN_ENDPOINTS: endpoint, CHAIN_FOLLOW: 'true' };
  const port = await server.call('open', followed);
  await (await join(port, 0)).leave();
  const rssBefore = await server.call('rss');
  const clients = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => join(port, i)));
  const kibPerClient = ((await server.call('rss')) - rssBefore) / 1024 / CLIENTS;
  const [first, last] = await latenciesOf(node, clients, quick ? 3 : 31);
  for (const client of clients) await client.leave();
  await Promise.all([server.stop(), node.stop()]);
  const ours = (name) => ({ name: `chain-cache: ${name}`, role: 'ours' });
  const times = new Map([
    [ours('the first of 500 clients'), first],
    [ours('the last of 500 clients'), last],
  ]);
  const memory = new Map([[ours('memory of the server for a client'), [kibPerClient]]]);
  return [
    { title: 'a changed count, until it was heard', rows: compare(times, { unit: 'ms' }) },
    { title: '500 live clients', rows: compare(memory, { unit: 'KiB' }) },
  ];
}

/** Connected and greeted. */
async function join(port, i) {
  const localAddress = `127.0.0.${2 + (i % ADDRESSES)}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { localAddress });
  await once(socket, 'message');
  return {
    /** When it heard of so many members. */
    hears: (members) =>
      new Promise((resolve) => {
        socket.on('message', function heard(data) {
          if (JSON.parse(String(data)).data.counts?.wotSize !== members) return;
          socket.off('message', heard);
          resolve(sharedNow());
        });
      }),
    async leave() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** Of the first and of the last client, in each round. */
async function latenciesOf(node, clients, rounds) {
  const first = [];
  const last = [];
  for (let round = 0; round < rounds; round++) {
    const members = 7000 + round;
    const heard = clients.map((client) => client.hears(members));
    const finalizedAt = await node.call('finalize', members);
    const times = await Promise.all(heard);
    first.push(Math.min(...times) - finalizedAt);
    last.push(Math.max(...times) - finalizedAt);
  }
  return [first, last];
}
