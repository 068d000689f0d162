import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  context,
  type ContextManager,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';

/** A span that has ended. */
export interface RecordedSpan {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly attributes: Attributes;
}

/** The least that takes spans: what an SDK would be to the application. */
export class RecordedSpans implements TracerProvider {
  readonly ended: RecordedSpan[] = [];
  private count = 0;

  /** As `node --import` would do before the application starts. */
  register(): void {
    trace.setGlobalTracerProvider(this);
    context.setGlobalContextManager(new AsyncContexts());
  }

  unregister(): void {
    trace.disable();
    context.disable();
  }

  getTracer(): Tracer {
    const startSpan = (name: string, options: SpanOptions = {}, parent = context.active()) =>
      this.start(name, options, parent);
    const startActiveSpan: Tracer['startActiveSpan'] = () => {
      throw new Error('the application is not expected to use it');
    };
    return { startSpan, startActiveSpan };
  }

  private start(name: string, { attributes = {} }: SpanOptions, parent: Context): Span {
    const above = trace.getSpanContext(parent);
    const spanId = String(++this.count).padStart(16, '0');
    const traceId = above?.traceId ?? spanId.padStart(32, '0');
    const recorded = { name, spanId, traceId, parentId: above?.spanId, attributes };
    const span: Span = {
      spanContext: () => ({ spanId, traceId, traceFlags: 1 }),
      setAttribute(key, value) {
        recorded.attributes = { ...recorded.attributes, [key]: value };
        return span;
      },
      updateName(changed) {
        recorded.name = changed;
        return span;
      },
      setAttributes: () => span,
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: () => span,
      isRecording: () => true,
      recordException: () => undefined,
      end: () => void this.ended.push(recorded),
    };
    return span;
  }
}

class AsyncContexts implements ContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.storage.run(active, () => fn.call(thisArg, ...args));
  }

  bind<T>(_: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.storage.disable();
    return this;
  }
}
