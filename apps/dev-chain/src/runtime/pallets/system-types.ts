import { hash256 } from '../../types/common-types.js';
import {
  bytes,
  compactU32,
  newtype,
  option,
  preEncoded,
  str,
  struct,
  tuple,
  u32,
  u64,
  u8,
  vec,
} from '../../types/scale-type.js';
import type { Shape } from '../../types/shape.js';

export const accountData = struct(
  {
    path: 'pallet_duniter_account::types::AccountData',
    parameters: [
      { name: 'Balance', type: u64.shape },
      { name: 'IdtyId', type: u32.shape },
    ],
  },
  { free: u64, reserved: u64, fee_frozen: u64, linked_idty: option(u32) },
);

export const accountInfo = struct(
  {
    path: 'frame_system::AccountInfo',
    parameters: [
      { name: 'Nonce', type: u32.shape },
      { name: 'AccountData', type: accountData.shape },
    ],
  },
  { nonce: u32, consumers: u32, providers: u32, sufficients: u32, data: accountData },
);

export const lastRuntimeUpgradeInfo = struct(
  { path: 'frame_system::LastRuntimeUpgradeInfo' },
  {
    spec_version: compactU32,
    spec_name: newtype({ path: 'Cow', parameters: [{ name: 'T', type: str.shape }] }, str),
  },
);

export const versionInfo = struct(
  { path: 'sp_version::RuntimeVersion' },
  {
    spec_name: str,
    impl_name: str,
    authoring_version: u32,
    spec_version: u32,
    impl_version: u32,
    apis: vec(tuple(bytes(8), u32)),
    transaction_version: u32,
    system_version: u8,
  },
);

const noEvents: Shape = {
  kind: 'variant',
  name: { path: 'g1_runtime::RuntimeEvent' },
  variants: [],
};

const phase: Shape = {
  kind: 'variant',
  name: { path: 'frame_system::Phase' },
  variants: [
    { name: 'ApplyExtrinsic', index: 0, fields: [{ type: u32.shape }] },
    { name: 'Finalization', index: 1, fields: [] },
    { name: 'Initialization', index: 2, fields: [] },
  ],
};

/** Clients want the type; there is never a value, since pallets without calls emit no events. */
export const eventRecord = preEncoded({
  kind: 'composite',
  name: {
    path: 'frame_system::EventRecord',
    parameters: [
      { name: 'E', type: noEvents },
      { name: 'T', type: hash256.shape },
    ],
  },
  fields: [
    { name: 'phase', type: phase },
    { name: 'event', type: noEvents },
    { name: 'topics', type: vec(hash256).shape },
  ],
});
