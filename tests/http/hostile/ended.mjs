// SPDX-License-Identifier: Apache-2.0
// usage: node ended.mjs SPRAWA FAULTY SITE
// A commit that has failed and may have happened: whoever asked is told so, and the server ends by itself, with exit code 4, for
// another start finds out what was done. FAULTY is `sprawa` in which one call on files fails (see ../../faults).
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { answers, start, talk } from './server.mjs';

const [program, faulty, site] = process.argv.slice(2);
const body = '{"package":"relay","municipality":"alpha","case":{}}';
const word = (server, ...words) => execFileSync(program, [...words, '--db', join(server.folder, 'sprawa.db')], { encoding: 'utf8' });
const ended = (server) => Promise.race([server.ended, new Promise((done) => setTimeout(done, 30000, 'not at all').unref())]);

async function one(at) {
  const server = await start(program, site, [], faulty, { SPRAWA_FAULT: 'files once', SPRAWA_FAULT_AT: String(at) }).catch(() => null);
  if (!server) return null;
  const token = JSON.parse(word(server, 'user', 'token', 'add', 'desk', '--scope', 'cases:open', '--institution', 'desk-alpha', '--expires', '1 day', '--json')).token;
  const asked = `POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
    + `Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  let found = '';
  for (let i = 0; i < 8 && found === ''; i++) {
    const answer = answers((await talk(server.port, [asked])).text).at(-1);
    if (answer?.status === 503) found = JSON.parse(answer.body).code;
    if (answer?.status !== 201 && answer?.status !== 503) found = `${answer?.status} ${answer?.body}`;
  }
  if (found !== 'outcome-unknown') server.child.kill('SIGTERM');
  const code = await ended(server);
  server.child.kill('SIGKILL');
  rmSync(server.folder, { recursive: true });
  return { found, code, log: server.log };
}

let seen = null;
const told = [];
for (let at = 90; at < 400 && seen?.found !== 'outcome-unknown'; at += 7) {
  seen = await one(at);
  if (seen) told.push(`${at}: ${seen.found} ${seen.code}`);
}
const good = seen?.found === 'outcome-unknown' && seen.code === 4 && seen.log.includes('"event":"unknown"');
console.log(good ? 'passed' : `not ok - ${told.join(', ')}: ${seen?.log}`);
process.exit(good ? 0 : 1);
