import assert from 'node:assert/strict';
import { type AnySchema, Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { Response } from 'supertest';

/** A route and what may be done there. */
export interface ApiOperation {
  readonly method: 'get' | 'post' | 'delete';
  readonly route: string;
}

interface ProblemSchema {
  readonly allOf?: readonly { readonly properties?: { code: { enum: readonly string[] } } }[];
}

interface Operation {
  readonly responses: Record<
    string,
    { readonly content?: Record<string, { readonly schema: ProblemSchema }> }
  >;
}

/** The OpenAPI document as it is served, and what of it was seen in answers. */
export class ApiDocument {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly outcomes: ReadonlySet<string>;
  private readonly seen = new Set<string>();

  constructor(
    private readonly document: {
      readonly openapi: string;
      readonly paths: Record<string, Record<string, Operation>>;
      readonly components: object;
    },
  ) {
    ajvFormats.default(this.ajv);
    this.ajv.addSchema({ $id: 'http://api/', components: document.components });
    this.outcomes = new Set(this.outcomesOf());
  }

  get version(): string {
    return this.document.openapi;
  }

  /** What it has and no answer had. */
  get unseen(): string[] {
    return [...this.outcomes].filter((outcome) => !this.seen.has(outcome));
  }

  /** @param code of a problem; none for what is not one */
  has({ method, route }: ApiOperation, status: number, code?: string): boolean {
    return this.outcomes.has(outcomeOf(method, route, status, code));
  }

  /** The answer, if it has a status, a type and a shape that its route has in the document. */
  checked({ method, route }: ApiOperation, answer: Response): Response {
    const { status, headers, body } = answer;
    const responses = this.document.paths[route]?.[method]?.responses ?? {};
    assert.ok(String(status) in responses, `${method} ${route} has no ${status} in the document`);
    const content = responses[status]?.content ?? {};
    const type = headers['content-type']?.split(';', 1)[0];
    assert.deepEqual(Object.keys(content), type === undefined ? [] : [type]);
    if (type !== undefined) this.checkShape(content[type]?.schema, body);
    this.seen.add(outcomeOf(method, route, status, body.code));
    return answer;
  }

  private checkShape(schema: object | undefined, body: unknown): void {
    const inDocument = JSON.stringify(schema).replaceAll('"#/', '"http://api/#/');
    const validate = this.ajv.compile(JSON.parse(inDocument) as AnySchema);
    assert.ok(validate(body), JSON.stringify(validate.errors));
  }

  private *outcomesOf(): Generator<string> {
    for (const [route, operations] of Object.entries(this.document.paths)) {
      for (const [method, { responses }] of Object.entries(operations)) {
        for (const [status, { content }] of Object.entries(responses)) {
          const schema = content?.['application/problem+json']?.schema;
          const codes = schema?.allOf?.flatMap(({ properties }) => properties?.code.enum ?? []);
          for (const code of codes ?? [undefined]) yield outcomeOf(method, route, status, code);
        }
      }
    }
  }
}

function outcomeOf(method: string, route: string, status: number | string, code = ''): string {
  return `${method.toUpperCase()} ${route} ${status} ${code}`.trim();
}
