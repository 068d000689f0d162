const WOT = '0x2ce461329fdf4be12bce01afc0af09bc65cd6a25c6273788a61a301e88039d20';

/** Reads the size of the Web of Trust by a provider, and tells it to the parent process. */
export async function sendMembers(WsProvider) {
  const { endpoints } = JSON.parse(process.env.BENCH_OPTIONS);
  const provider = new WsProvider(endpoints);
  await provider.isReady;
  const value = await provider.send('state_getStorage', [WOT]);
  process.send({ values: [Buffer.from(value.slice(2), 'hex').readUInt32LE()] });
}
