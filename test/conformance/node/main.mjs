// A real runtime, from its genesis, on JSON-RPC.
// Its first argument is the port; it sends its address to the process that started it.
import { setupWithServer } from '@acala-network/chopsticks';
import { chainSpec } from '@substrate/connect-known-chains/rococo_v2_2_asset_hub';

// It ends with the process that started it, however that one ends; by the failing `send` below,
// if that was before this line.
process.once('disconnect', () => process.exit());

const { addr } = await setupWithServer({
  genesis: JSON.parse(chainSpec),
  host: '127.0.0.1',
  port: Number(process.argv[2]),
});
process.send({ url: `ws://${addr}` });
