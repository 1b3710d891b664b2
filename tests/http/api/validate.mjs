// SPDX-License-Identifier: Apache-2.0
// Does an answer fit what the description says of its path, method, status and type?
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// Headers that any server of HTTP may send, and those by which a browser is told what it must not do.
const general = new Set(['date', 'connection', 'keep-alive', 'content-type', 'content-length', 'cache-control', 'x-content-type-options',
  'referrer-policy', 'content-security-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'permissions-policy',
  'x-accel-buffering']);

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
    this.headers = new Set(); // "GET /path 200 etag"
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
    const untold = this.untold(answer, said, `${name} ${answer.status}`);
    if (untold) return untold;
    if (!said.content) return answer.text ? `${name} ${answer.status}: there must be no body` : null;
    if (!said.content[answer.type]) return `${name} ${answer.status}: type ${answer.type}`;
    if (answer.type === 'text/event-stream') return null;
    if (answer.method === 'HEAD') return answer.text ? `${name}: HEAD has a body` : null;
    const pointer = `openapi#/paths/${[name.split(' ')[1], answer.method.toLowerCase(), 'responses', answer.status, 'content', answer.type, 'schema']
      .map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;
    return this.check(pointer, answer, `${name} ${answer.status}`);
  }

  // The header of which nothing is said, or null.
  untold(answer, said, name) {
    const told = new Set(Object.keys(said.headers ?? {}).map((header) => header.toLowerCase()));
    for (const header of Object.keys(answer.headers)) {
      if (general.has(header)) continue;
      if (!told.has(header)) return `${name}: nothing is said of the header ${header}`;
      this.headers.add(`${name} ${header}`);
    }
    return null;
  }

  // Headers of answers that were seen, and came with none of these.
  absent() {
    const found = [];
    for (const [path, item] of Object.entries(this.document.paths))
      for (const [method, operation] of Object.entries(item))
        for (const [status, said] of Object.entries(operation.responses)) {
          const name = `${method.toUpperCase()} ${path} ${status}`;
          if (!this.seen.has(name)) continue;
          for (const header of Object.keys(said.headers ?? {}))
            if (!this.headers.has(`${name} ${header.toLowerCase()}`)) found.push(`${name} ${header}`);
        }
    return found;
  }

  // Parameters of which is not said what they are.
  unexplained() {
    const found = [];
    for (const [path, item] of Object.entries(this.document.paths))
      for (const operation of Object.values(item))
        for (const p of operation.parameters)
          if (!p.$ref && !p.description) found.push(`${operation.operationId} ${path} ${p.name}`);
    return found;
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
