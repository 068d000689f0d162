import { BadRequestException, StandardSchemaValidationPipe } from '@nestjs/common';

/** Checks what routes declare a schema for; the answer names each part that is wrong. */
export function createValidationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new BadRequestException(issues.map(({ path, message }) => told(path, message)).join('; ')),
  });
}

type Path = readonly (PropertyKey | { readonly key: PropertyKey })[];

function told(path: Path | undefined, message: string): string {
  const names = (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return names.length === 0 ? message : `${names.join('.')}: ${message}`;
}
