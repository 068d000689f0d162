import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEntry } from './audit-entry.entity.js';
import { AuditFeed } from './audit-feed.js';
import { AuditLog } from './audit-log.js';
import { AuditInterceptor } from './audit.interceptor.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditEntry])],
  providers: [AuditLog, AuditFeed, AuditInterceptor],
  exports: [AuditLog, AuditFeed, AuditInterceptor],
})
export class AuditModule {}
