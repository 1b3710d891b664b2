// SPDX-License-Identifier: Apache-2.0
// usage: node hostile.mjs SPRAWA SITE
// A hostile client: whatever it sends, it gets a 4xx with problem details or a closed connection, and the server is well.
import { cases, silent } from './cases.mjs';
import { floods } from './floods.mjs';
import { answers, healthy, insist, start, stop, withTls } from './server.mjs';

const [program, site] = process.argv.slice(2);
const faults = [];
const fault = (name, text) => faults.push(`not ok - ${name}: ${text}`);

const always = ['x-content-type-options', 'referrer-policy', 'content-security-policy', 'cross-origin-opener-policy',
  'cross-origin-resource-policy', 'permissions-policy'];

function check(name, status, { how, text }, { mute, bare, behind }) {
  if (how !== 'closed') return fault(name, `the connection is ${how}`);
  const all = answers(text);
  if (all.some((a) => a.status >= 500)) return fault(name, `a ${all.at(-1).status}`);
  const good = all.filter((a) => a.status === 200).length;
  if (good < behind) return fault(name, `${good} good answers: ${text}`);
  if (all.length === good && (status === 0 || mute)) return undefined;
  const last = all.at(-1);
  // A client that goes on sending may find the connection gone.
  if (all.length === good && [413, 414, 431].includes(status)) return undefined;
  if (last?.status !== status) return fault(name, `${last?.status} instead of ${status}: ${last?.body}`);
  if (all.length > good + 1) return fault(name, `something was answered before: ${text}`);
  if (last.fields.connection !== 'close') return fault(name, 'it does not say that it closes');
  for (const field of always) if (!last.fields[field]) return fault(name, `no ${field}`);
  if (last.fields['content-type'] !== 'application/problem+json') return fault(name, last.fields['content-type']);
  if (bare && last.body === '') return undefined;
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

const good = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

// Each as the first request of a connection, and as one behind others.
async function run(server, secure, [name, status, ...parts], later) {
  const end = parts.at(-1) === 'end';
  if (end) parts.pop();
  const bare = String(parts[0]).startsWith('HEAD ');
  const mute = (later || secure) && silent.has(name);
  const full = `${name}${later ? ', later' : ''}${secure ? ', under TLS' : ''}`;
  const all = later ? [good, ...parts] : parts;
  check(full, status, await insist(server.port, all, { end, secure }), { mute, bare, behind: later ? 1 : 0 });
  if (!(await healthy(server.port, secure))) fault(full, 'the server is not well after it');
}

// Some at once, so that it takes seconds.
async function each(list, width, fn) {
  const rest = [...list];
  await Promise.all(Array.from({ length: width }, async () => {
    while (rest.length) await fn(rest.shift());
  }));
}

const server = await start(program, site);
const secret = await start(program, site, ['--host', 'localhost', ...withTls]);
await each(cases, 6, async (item) => {
  await run(server, false, item, false);
  await run(server, false, item, true);
  await run(secret, true, item, false);
  await run(secret, true, item, true);
});
for (const [name, flood] of floods) {
  // A machine that is busy with other things may be slower than the server's clocks: once.
  try {
    await flood(server.port).catch(() => flood(server.port));
  } catch (error) {
    fault(name, error.message);
  }
  if (!(await healthy(server.port))) fault(name, 'the server is not well after it');
}
for (const one of [server, secret]) {
  const code = await stop(one);
  if (code !== 0) fault('the end', `exit code ${code}`);
  if (one.log.includes('canary')) fault('the log', 'it holds what clients sent');
  const lines = one.log.trim().split('\n');
  const read = (line) => {
    try {
      return JSON.parse(line);
    } catch {
      fault('the log', line);
      return {};
    }
  };
  const refused = lines.map(read).filter((line) => line.event === 'refused');
  for (const status of [400, 405, 411, 413, 414, 431])
    if (!refused.some((line) => line.status === status)) fault('the log', `it does not tell of a ${status}`);
}
for (const line of faults) console.log(line);
console.log(`${cases.length} cases, each in 4 ways, ${floods.length} floods, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
