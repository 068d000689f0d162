import { CreateAdminAudit1767312000000 } from './1767312000000-create-admin-audit.js';

export const auditMigrations = [CreateAdminAudit1767312000000];
