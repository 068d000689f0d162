import { WsProvider } from '@polkadot/api';
import { sendMembers } from './members.mjs';

await sendMembers(WsProvider);
