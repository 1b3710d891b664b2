// SPDX-License-Identifier: Apache-2.0
// usage: node stopped.mjs SPRAWA HOLD SITE
// The end of a server, at any moment: what it has done it has told, in the clear and under TLS; and where another process (HOLD) has the
// database, whoever asked is told so in time, also at the end.
import { execFileSync, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { sleep, start, withTls } from './server.mjs';

const [program, hold, site] = process.argv.slice(2);
let failed = 0;
const check = (name, truth, more = '') => {
  if (truth) return;
  console.log(`not ok - ${name} ${more}`);
  failed++;
};
const database = (server) => join(server.folder, 'sprawa.db');
const word = (server, ...words) => execFileSync(program, [...words, '--db', database(server)], { encoding: 'utf8' });
const enter = (server) => {
  const scopes = ['token', 'add', 'desk', '--scope', 'cases:open', '--institution', 'desk-alpha', '--rate', '100000', '--expires', '1 day', '--json'];
  return JSON.parse(word(server, 'user', ...scopes)).token;
};

// Opens a case: {status, headers, body, took}; status 0: it was told nothing.
function open_case(server, token, agent, secure) {
  const began = Date.now();
  const body = '{"package":"relay","municipality":"alpha","case":{}}';
  const headers = { Host: 'localhost', Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'Content-Length': body.length };
  return new Promise((done) => {
    const end = (status, more = {}) => done({ status, ...more, took: Date.now() - began });
    const to = { port: server.port, host: '127.0.0.1', path: '/api/v1/cases', method: 'POST', headers, agent, rejectUnauthorized: false };
    const asked = (secure ? https : http).request(to, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part));
      answer.on('end', () => end(answer.statusCode, { headers: answer.headers, body: text }));
      answer.on('error', () => end(0));
    });
    asked.on('error', () => end(0));
    asked.end(body);
  });
}

// Some open cases one after the other, until the server is gone.
async function stop_amid(secure, after) {
  const server = await start(program, site, secure ? ['--host', 'localhost', ...withTls] : []);
  const token = enter(server);
  const told = new Set();
  let over = false;
  const client = async () => {
    const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: 1 });
    while (!over) {
      const answer = await open_case(server, token, agent, secure);
      if (answer.status === 201) told.add(JSON.parse(answer.body).id);
      else if (answer.status === 0) await sleep(5);
    }
    agent.destroy();
  };
  const clients = Array.from({ length: 24 }, client);
  while (told.size < 50) await sleep(10);
  await sleep(after);
  server.child.kill('SIGTERM');
  const code = await server.ended;
  over = true;
  await Promise.all(clients);
  const there = word(server, 'case', 'list', '--limit', '1000', '--json').trim().split('\n').flatMap((line) => {
    const read = JSON.parse(line);
    return (read.items ?? read.cases ?? [read]).map((one) => one.id);
  }).filter(Boolean);
  const where = `${secure ? 'under TLS' : 'in the clear'}, after ${after} ms`;
  check(`it ends well ${where}`, code === 0, code);
  check(`what was told is there ${where}`, [...told].every((id) => there.includes(id)) || there.length >= 1000);
  const untold = there.filter((id) => !told.has(id));
  check(`what is there was told ${where}`, untold.length === 0, `${untold.length} of ${there.length}`);
  rmSync(server.folder, { recursive: true });
}

// Somebody else writes to the database, for ever.
async function locked() {
  const server = await start(program, site);
  const token = enter(server);
  check('a case is opened', (await open_case(server, token)).status === 201);
  const holder = spawn(hold, [database(server)], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((done) => holder.stdout.once('data', done));
  const many = (n) => Promise.all(Array.from({ length: n }, () => open_case(server, token, new http.Agent())));
  const honest = (name, answers) => {
    const wrong = answers.filter((a) => a.status !== 503 || JSON.parse(a.body).code !== 'not-done' || !a.headers['retry-after']);
    check(`${name} is told that nothing was done`, wrong.length === 0, JSON.stringify(wrong[0]));
    const slow = Math.max(...answers.map((a) => a.took));
    check(`${name} is told in time`, slow < 6000, `${slow} ms`);
  };
  honest('who asks', await many(30));
  const waiting = many(30);
  await sleep(300);
  const began = Date.now();
  server.child.kill('SIGTERM');
  honest('who asked before the end', await waiting);
  const code = await server.ended;
  check('it ends well', code === 0, code);
  check('it ends in time', Date.now() - began < 12000, `${Date.now() - began} ms`);
  holder.stdin.end();
  await new Promise((done) => holder.on('close', done));
  const list = word(server, 'case', 'list', '--json');
  check('nothing else was done', (list.match(/"id":/g) ?? []).length === 1, list);
  rmSync(server.folder, { recursive: true });
}

const rounds = Array.from({ length: 8 }, (_, i) => i * 29);
for (const after of rounds) await stop_amid(true, after);
for (const after of rounds) await stop_amid(false, after);
await locked();
console.log(failed ? `${failed} failed` : 'passed');
process.exit(failed ? 1 : 0);
