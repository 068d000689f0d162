import { ProxyTracerProvider, trace, type Tracer } from '@opentelemetry/api';

/**
 * The tracer of this process. Undefined: no SDK was registered before the start (`node --import`),
 * and nothing is to be paid for spans that nobody takes.
 */
export function findTracer(): Tracer | undefined {
  const provider = trace.getTracerProvider();
  const registered = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  const nobody = new ProxyTracerProvider().getDelegate();
  return registered === nobody ? undefined : trace.getTracer('governance');
}
