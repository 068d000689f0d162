import type { RuntimeId } from '../../client/node-facts.js';
import { ScaleReader } from '../scale/scale-reader.js';
import type { RuntimeMetadata } from './runtime-metadata.js';

/**
 * The runtime that metadata says it is of: `System.Version`; undefined where it does not say. The
 * layout is `sp_version::RuntimeVersion`: spec name, implementation's name, authoring version (u32),
 * spec version (u32), and more.
 * @throws ScaleError
 */
export function metadataVersion(
  metadata: RuntimeMetadata,
): Pick<RuntimeId, 'specName' | 'specVersion'> | undefined {
  const value = metadata.constant('System', 'Version');
  if (value === undefined) return undefined;
  const reader = new ScaleReader(value);
  const specName = Buffer.from(reader.take(reader.length())).toString();
  reader.take(reader.length());
  reader.uint(4);
  return { specName, specVersion: Number(reader.uint(4)) };
}
