import type { CountDefinition, CountPreset, CountRead } from 'nestjs-chain-cache';

export const accountCount = count('accountCount', 'System.Account', 'entries');
export const sufficientHoldingCount = count('sufficientHoldingCount', 'Assets.Account', {
  entriesWhere: { field: 'reason', equals: 'Sufficient' },
});
export const timestamp = amount('timestamp', 'Timestamp.Now');

/** Counts of every kind, of what the asset hub's runtime has. */
export const assetHubPreset: CountPreset = {
  definitions: [
    accountCount,
    sufficientHoldingCount,
    count('assetCount', 'Assets.Asset', 'entries'),
    count('validatorCount', 'Session.Validators', 'length'),
    count('queuedKeyCount', 'Session.QueuedKeys', 'length'),
    count('invulnerableCount', 'CollatorSelection.Invulnerables', 'length'),
    count('desiredCandidateCount', 'CollatorSelection.DesiredCandidates', 'value'),
    count('inboundChannelCount', 'XcmpQueue.InboundXcmpStatus', 'length'),
    count('eventCount', 'System.EventCount', 'value'),
    count('blockNumber', 'System.Number', 'value'),
    // A newtype around an integer.
    count('parachainId', 'ParachainInfo.ParachainId', 'value'),
    count('queuedKeyBytes', 'Session.QueuedKeys', {
      decode: (values) => values.reduce((total, { length }) => total + length, 0),
    }),
    amount('totalIssuance', 'Balances.TotalIssuance'),
    timestamp,
  ],
  invariants: [],
};

/** The definition of a count in one place. */
export function count(name: string, place: string, read: CountRead): CountDefinition {
  const [pallet = '', item = ''] = place.split('.');
  return { name, kind: 'count', alternatives: [{ pallet, item, read }] };
}

function amount(name: string, place: string): CountDefinition {
  return { ...count(name, place, 'value'), kind: 'amount' };
}
