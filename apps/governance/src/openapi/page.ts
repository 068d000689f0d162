import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Files that the page is made of, and their types. The script that starts it is our own. */
export const ASSETS: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['start.js', 'text/javascript; charset=utf-8'],
]);

const START = `SwaggerUIBundle({ url: '/docs/json', dom_id: '#api', deepLinking: true });\n`;

/** Swagger UI without inline scripts, so that the content security policy can forbid them. */
export function page(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Governance API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="api"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
}

export async function readAsset(name: string): Promise<Buffer | string> {
  if (name === 'start.js') return START;
  // A dependency of @nestjs/swagger, wherever npm has put it.
  const swagger = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return readFile(swagger.resolve(`swagger-ui-dist/${name}`));
}
