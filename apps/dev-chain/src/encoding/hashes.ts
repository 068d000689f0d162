import { createHash } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import { littleEndian } from './scale.js';
import { xxhash64 } from './xxhash64.js';

// Substrate's hashers, from and to hexadecimal text without 0x.

export function blake2_256(hex: string): string {
  return blake2(hex, 32);
}

export function blake2_128Concat(hex: string): string {
  return blake2(hex, 16) + hex;
}

export function twox64Concat(hex: string): string {
  return littleEndian(xxhash64(Buffer.from(hex, 'hex'), 0n), 8) + hex;
}

/** Hash of a pallet's or storage item's name. */
export function twox128(name: string): string {
  const input = Buffer.from(name, 'utf8');
  return littleEndian(xxhash64(input, 0n), 8) + littleEndian(xxhash64(input, 1n), 8);
}

/** 32 bytes that stand for a text, where a real chain hashes what this one does not have. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function blake2(hex: string, bytes: number): string {
  return Buffer.from(blake2b(Buffer.from(hex, 'hex'), { dkLen: bytes })).toString('hex');
}
