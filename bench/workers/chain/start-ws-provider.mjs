import { WsProvider } from '@polkadot/rpc-provider';
import { sendMembers } from './members.mjs';

await sendMembers(WsProvider);
