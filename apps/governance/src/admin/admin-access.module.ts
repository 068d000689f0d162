import { Module } from '@nestjs/common';
import { AdminAccess } from './admin-access.js';

/** One for all that needs the token, so that failed attempts are counted together. */
@Module({ providers: [AdminAccess], exports: [AdminAccess] })
export class AdminAccessModule {}
