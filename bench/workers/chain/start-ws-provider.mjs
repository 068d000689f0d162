import { WsProvider } from '@polkadot/api';

const WOT = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';

const { endpoint } = JSON.parse(process.env.BENCH_OPTIONS);
const provider = new WsProvider(endpoint);
await provider.isReady;
const value = await provider.send('state_getStorage', [WOT]);
process.send({ values: [Buffer.from(value.slice(2), 'hex').readUInt32LE()] });
