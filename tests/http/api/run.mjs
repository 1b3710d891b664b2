// SPDX-License-Identifier: Apache-2.0
// node run.mjs SPRAWA MODULES: drives every route of the API, and holds each answer against the API's own description.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Town } from './client.mjs';
import { Description, lint } from './validate.mjs';
import { story } from './story.mjs';
import { wrong } from './wrong.mjs';

const [program, modules] = process.argv.slice(2);
const faults = [];
let checks = 0;
const check = (name, holds, found) => {
  checks++;
  if (!holds) faults.push(`${name}${found === undefined ? '' : `: ${JSON.stringify(found)?.slice(0, 400)}`}`);
  return holds;
};

const town = new Town(program);
const all = ['cases:read', 'cases:write', 'cases:open', 'definitions:read', 'reports:read', 'stream', 'outbox', 'metrics'];
const tokens = {
  desk: town.token('desk', all, ['desk-alpha']),
  house: town.token('house', all, ['house-alpha']),
  court: town.token('court', all, ['court-alpha']),
  both: town.token('both', all, ['desk-alpha', 'house-alpha']),
  beta: town.token('beta', all, ['desk-beta'], ['beta']),
  elsewhere: town.token('elsewhere', all, ['desk-alpha'], ['beta']), // its own institution, but in another municipality
  reader: town.token('reader', ['cases:read'], ['desk-alpha']),
  analyst: town.token('analyst', ['reports:read'], ['desk-alpha']),
  nobody: town.token('nobody', ['metrics', 'definitions:read'], []),
  revoked: town.token('revoked', all, ['desk-alpha']),
};
town.run('user', 'token', 'revoke', 'revoked', '--db', town.database);
await town.serve();
try {
  const document = (await town.ask('GET', '/api/v1/openapi.json')).body;
  const file = join(modules, 'openapi.json');
  writeFileSync(file, JSON.stringify(document, null, 1));
  for (const fault of await lint(file, modules)) check(`lint: ${fault}`, false);
  await story(town, tokens, check);
  await wrong(town, tokens, check);
  const description = new Description(document, modules);
  for (const answer of town.answers) {
    const fault = description.fault(answer);
    check(`description: ${fault}`, !fault);
  }
  for (const parameter of description.unexplained()) check(`unexplained: ${parameter}`, false);
  for (const header of description.absent()) check(`never came: ${header}`, false);
  // Each operation was done, and each of its kinds of answer that a client can bring about was seen.
  for (const [path, item] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(item)) {
      const good = Object.keys(operation.responses).find((status) => status < 300);
      check(`never seen: ${method} ${path} ${good}`, description.seen.has(`${method.toUpperCase()} ${path} ${good}`));
    }
} finally {
  check('the server ends well', (await town.stop()) === 0);
}
for (const fault of new Set(faults)) console.log(`not ok - ${fault}`);
console.log(`${checks} checks, ${town.answers.length} answers, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
