/** What `state_getRuntimeVersion` answers. */
export interface RuntimeVersion {
  readonly specName: string;
  readonly implName: string;
  readonly authoringVersion: number;
  readonly specVersion: number;
  readonly implVersion: number;
  /** Runtime interfaces: BLAKE2b-64 of the name, and the version. */
  readonly apis: readonly (readonly [id: string, version: number])[];
  readonly transactionVersion: number;
  readonly systemVersion: number;
  /** The older name of `systemVersion`: nodes give both. */
  readonly stateVersion: number;
}

const CORE_API = '0xdf6acb689907609b';
const METADATA_API = '0x37e397fc7c91f5e4';

export function runtimeVersion(specName: string, specVersion: number): RuntimeVersion {
  return {
    specName,
    implName: `duniter-${specName}`,
    authoringVersion: 1,
    specVersion,
    implVersion: 1,
    apis: [
      [CORE_API, 5],
      [METADATA_API, 2],
    ],
    transactionVersion: 1,
    systemVersion: 1,
    stateVersion: 1,
  };
}
