/** Bytes that are not a value of the type that metadata promises. */
export class ScaleError extends Error {}
