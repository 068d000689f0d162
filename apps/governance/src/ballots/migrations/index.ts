import { CreateBallots1767312001000 } from './1767312001000-create-ballots.js';

export const ballotMigrations = [CreateBallots1767312001000];
