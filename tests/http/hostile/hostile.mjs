// SPDX-License-Identifier: Apache-2.0
// usage: node hostile.mjs SPRAWA SITE
// A hostile client: whatever it sends, it gets a 4xx with problem details or a closed connection, and the server is well.
import { cases } from './cases.mjs';
import { floods } from './floods.mjs';
import { answers, healthy, start, stop, talk } from './server.mjs';

const [program, site] = process.argv.slice(2);
const faults = [];
const fault = (name, text) => faults.push(`not ok - ${name}: ${text}`);

const always = ['x-content-type-options', 'referrer-policy', 'content-security-policy', 'cross-origin-opener-policy',
  'cross-origin-resource-policy', 'permissions-policy'];

function check(name, status, { how, text }) {
  if (how !== 'closed') return fault(name, `the connection is ${how}`);
  const all = answers(text);
  if (all.some((a) => a.status >= 500)) return fault(name, `a ${all.at(-1).status}`);
  if (status === 0) return text === '' ? undefined : fault(name, `an answer: ${text.slice(0, 200)}`);
  const last = all.at(-1);
  // A client that goes on sending may find the connection gone.
  if (!last) return status === 413 || status === 431 ? undefined : fault(name, 'no answer');
  if (last.status !== status) return fault(name, `${last.status} instead of ${status}: ${last.body}`);
  if (all.length > 1 && all.at(-2).status !== 200) return fault(name, `something was answered before: ${text}`);
  if (last.fields.connection !== 'close') return fault(name, 'it does not say that it closes');
  for (const field of always) if (!last.fields[field]) return fault(name, `no ${field}`);
  if (last.fields['content-type'] !== 'application/problem+json') return fault(name, last.fields['content-type']);
  if (name.startsWith('HEAD ')) return undefined;
  let problem = {};
  try {
    problem = JSON.parse(last.body);
  } catch {
    return fault(name, `no JSON: ${last.body}`);
  }
  if (problem.status !== status || !/^urn:sprawa:problem:[a-z-]+$/.test(problem.type)) return fault(name, last.body);
  if (last.body.includes('canary')) return fault(name, 'it tells what was sent');
  return undefined;
}

async function run(server, [name, status, ...parts]) {
  const end = parts.at(-1) === 'end';
  if (end) parts.pop();
  check(name, status, await talk(server.port, parts, { end }));
  if (!(await healthy(server.port))) fault(name, 'the server is not well after it');
}

// Some at once, so that it takes seconds.
async function each(list, width, fn) {
  const rest = [...list];
  await Promise.all(Array.from({ length: width }, async () => {
    while (rest.length) await fn(rest.shift());
  }));
}

const server = await start(program, site);
await each(cases, 8, (item) => run(server, item));
for (const [name, flood] of floods) {
  try {
    await flood(server.port);
  } catch (error) {
    fault(name, error.message);
  }
  if (!(await healthy(server.port))) fault(name, 'the server is not well after it');
}
const code = await stop(server);
if (code !== 0) fault('the end', `exit code ${code}`);
if (server.log.includes('canary')) fault('the log', 'it holds what clients sent');
for (const line of server.log.trim().split('\n')) {
  try {
    JSON.parse(line);
  } catch {
    fault('the log', line);
    break;
  }
}
for (const line of faults) console.log(line);
console.log(`${cases.length} cases, ${floods.length} floods, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
