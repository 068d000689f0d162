import { littleEndian, readLittleEndian } from '../encoding/scale.js';
import { textHash } from '../encoding/hashes.js';

// An account is its identity's number and a fixed rest: nobody has a key to any of them.
const REST = textHash('account of the development chain').slice(8);

/** AccountId32 of an identity, as hexadecimal text without 0x. */
export function accountOf(identity: number): string {
  return littleEndian(identity, 4) + REST;
}

/** The identity of an account, or `undefined` when it has none. */
export function identityOfAccount(account: string): number | undefined {
  return account.slice(8) === REST ? readLittleEndian(account.slice(0, 8)) : undefined;
}
