/** The end of a union: reached only when a member was added and not thought of here. */
export function unexpected(member: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(member)}`);
}
