import { applyDecorators, Controller, UseGuards, UseInterceptors } from '@nestjs/common';
import { AuditInterceptor } from '../audit/audit.interceptor.js';
import { AdminGuard } from './admin.guard.js';

/** What every route of the admin API may answer. */
export const ADMIN_PROBLEMS = ['UNAUTHORIZED', 'NOT_FOUND', 'DATABASE_UNAVAILABLE'] as const;

/** A controller below `/api/v1/admin`: guarded by the token, its actions recorded. */
export function AdminApi(path: string): ClassDecorator {
  return applyDecorators(
    Controller({ path: `admin/${path}`, version: '1' }),
    UseGuards(AdminGuard),
    UseInterceptors(AuditInterceptor),
  );
}
