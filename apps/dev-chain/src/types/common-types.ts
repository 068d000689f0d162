import { bytes, newtype } from './scale-type.js';

export const hash256 = newtype({ path: 'primitive_types::H256' }, bytes(32));

export const accountId = newtype({ path: 'sp_core::crypto::AccountId32' }, bytes(32));
