import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { RpcModuleOptions } from './rpc.options.js';

export const {
  ConfigurableModuleClass: ConfigurableRpcModule,
  MODULE_OPTIONS_TOKEN: RPC_MODULE_OPTIONS,
} = new ConfigurableModuleBuilder<RpcModuleOptions>().setClassMethodName('forRoot').build();
