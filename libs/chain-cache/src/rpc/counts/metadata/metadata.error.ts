import { ChainCacheError } from '../../../common/errors.js';

/** Metadata that cannot be worked with: of a version that is too old, or not metadata at all. */
export class MetadataError extends ChainCacheError {
  constructor(
    readonly code: 'METADATA_UNSUPPORTED' | 'METADATA_UNDECODABLE',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
