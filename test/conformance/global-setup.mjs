import startPostgres from '../support/global-setup.mjs';
import { installNode } from './install-node.mjs';

export default async function setUp() {
  await installNode();
  await startPostgres();
}
