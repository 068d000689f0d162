import {
  type CanActivate,
  type ExecutionContext,
  Injectable,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientKey } from '../http/client-key.js';
import { AdminAccess } from './admin-access.js';

/** Lets nobody in but who has the token. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly access: AdminAccess) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.access.isOpen) throw new NotFoundException();
    const http = context.switchToHttp();
    const { headers, ip, method } = http.getRequest<FastifyRequest>();
    try {
      this.access.check(headers.authorization, clientKey(ip), method);
      return true;
    } catch (error) {
      http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
      throw error;
    }
  }
}
