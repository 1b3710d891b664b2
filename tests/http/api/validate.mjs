// SPDX-License-Identifier: Apache-2.0
// Does an answer fit what the description says of its path, method, status and type?
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export class Description {
  constructor(document, modules) {
    const require = createRequire(join(modules, 'package.json'));
    const Ajv = require('ajv/dist/2020').default;
    this.document = document;
    this.ajv = new Ajv({ strict: false, allErrors: false });
    require('ajv-formats').default(this.ajv);
    this.ajv.addSchema({ ...document, $id: 'openapi' });
    this.compiled = new Map();
    this.seen = new Set(); // "GET /path 200"
  }

  operation(method, path) {
    const served = method === 'HEAD' ? 'get' : method.toLowerCase();
    const parts = path.split('/');
    for (const [pattern, item] of Object.entries(this.document.paths)) {
      const want = pattern.split('/');
      const fits = want.length === parts.length && want.every((w, i) => (w.startsWith('{') ? parts[i] !== '' : w === parts[i]));
      if (fits && item[served]) return [`${served.toUpperCase()} ${pattern}`, item[served]];
    }
    return [null, null];
  }

  // The fault, or null.
  fault(answer) {
    const [name, operation] = this.operation(answer.method, answer.path);
    if (!operation) return this.problemFault(answer);
    const said = operation.responses[answer.status];
    this.seen.add(`${name} ${answer.status}`);
    if (!said) return `${name}: nothing is said of ${answer.status}`;
    if (!said.content) return answer.text ? `${name} ${answer.status}: there must be no body` : null;
    if (!said.content[answer.type]) return `${name} ${answer.status}: type ${answer.type}`;
    if (answer.type === 'text/event-stream') return null;
    if (answer.method === 'HEAD') return answer.text ? `${name}: HEAD has a body` : null;
    const pointer = `openapi#/paths/${[name.split(' ')[1], answer.method.toLowerCase(), 'responses', answer.status, 'content', answer.type, 'schema']
      .map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    return this.check(pointer, answer, `${name} ${answer.status}`);
  }

  // Where no route is: the problem by its code.
  problemFault(answer) {
    if (!answer.path.startsWith('/api/')) return null; // another door's
    if (answer.status < 400) return `${answer.method} ${answer.path}: ${answer.status}, and the description has no such path`;
    return answer.method === 'HEAD' ? null : this.check(`openapi#/components/schemas/problem-${answer.body?.code}`, answer, answer.path);
  }

  check(pointer, answer, name) {
    if (!this.compiled.has(pointer)) this.compiled.set(pointer, this.ajv.compile({ $ref: pointer }));
    const validate = this.compiled.get(pointer);
    return validate(answer.body) ? null : `${name}: ${this.ajv.errorsText(validate.errors)}: ${answer.text.slice(0, 300)}`;
  }
}

// What the linter finds in it.
export async function lint(path, modules) {
  const require = createRequire(join(modules, 'package.json'));
  const { lint: run, createConfig } = require('@redocly/openapi-core');
  const config = await createConfig({ extends: ['recommended'], rules: JSON.parse(readFileSync(new URL('redocly.json', import.meta.url))).rules });
  const problems = await run({ ref: path, config });
  return problems.map((p) => `${p.severity}: ${p.message} [${p.ruleId}] at ${p.location[0]?.pointer}`);
}
