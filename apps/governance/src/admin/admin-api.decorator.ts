import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { AuditInterceptor } from '../audit/audit.interceptor.js';
import { AdminGuard } from './admin.guard.js';

/** What every route of the admin API may answer; without a token configured, none is there. */
export const ADMIN_REFUSALS = ['UNAUTHORIZED', 'NOT_FOUND'] as const;

/** What those may that need the database, as does whatever is recorded. */
export const ADMIN_PROBLEMS = [...ADMIN_REFUSALS, 'DATABASE_UNAVAILABLE'] as const;

/** A controller below `/api/v1/admin`: guarded by the token, its actions recorded. */
export function AdminApi(path: string): ClassDecorator {
  return applyDecorators(
    Controller({ path: `admin/${path}`, version: '1' }),
    UseGuards(AdminGuard),
    UseInterceptors(AuditInterceptor),
  );
}
