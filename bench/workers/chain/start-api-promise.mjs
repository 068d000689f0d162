import { ApiPromise, WsProvider } from '@polkadot/api';

const { endpoints } = JSON.parse(process.env.BENCH_OPTIONS);
const provider = new WsProvider(endpoints);
const api = await ApiPromise.create({ provider, noInitWarn: true });
const { membership, technicalCommittee, smithMembers } = api.query;
const wotSize = (await membership.counterForMembership()).toNumber();
const techCommSize = (await technicalCommittee.members()).length;
const smiths = await smithMembers.smiths.entries();
const smithSize = smiths.filter(([, meta]) => meta.unwrap().status.isSmith).length;
process.send({ values: [wotSize, techCommSize, smithSize] });
