// SPDX-License-Identifier: Apache-2.0
// A server of its own for a test: a site in a new folder, deployed, served at a free port.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const withTls = ['--tls-cert', join(here, 'certificate.pem'), '--tls-key', join(here, 'key.pem')];
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// by: the program that serves, if it is another one; env: what its environment has besides.
export async function start(program, site, options = [], by = program, env = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sprawa-http-'));
  const database = join(folder, 'sprawa.db');
  execFileSync(program, ['deploy', site, '--db', database], { stdio: 'ignore' });
  const child = spawn(by, ['serve', '--db', database, '--listen', '127.0.0.1:0', ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const server = { child, log: '', port: 0, folder, ended: null };
  child.stderr.setEncoding('utf8').on('data', (text) => (server.log += text));
  server.ended = new Promise((done) => child.on('close', (code, signal) => done(signal ?? code)));
  for (let i = 0; i < 600 && !server.port; i++) {
    server.port = Number(/"event":"listening","text":"https?:\/\/127\.0\.0\.1:(\d+)"/.exec(server.log)?.[1] ?? 0);
    if (child.exitCode !== null) {
      rmSync(folder, { recursive: true });
      throw new Error(`the server ended: ${server.log}`);
    }
    await sleep(20);
  }
  return server;
}

// Its exit code, once it has ended by itself.
export async function stop(server) {
  server.child.kill('SIGTERM');
  const code = await server.ended;
  rmSync(server.folder, { recursive: true });
  return code;
}

// Sends parts, some time apart, and gives what came until the connection ended; `end` half-closes it behind them.
export function talk(port, parts, { end = false, timeout = 8000, pause = 30, from, secure = false } = {}) {
  return new Promise((done) => {
    const chunks = [];
    let over = false;
    const to = { port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true };
    const socket = secure ? tls.connect({ ...to, rejectUnauthorized: false }) : net.connect(to);
    const finish = (how) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      socket.destroy();
      done({ how, text: Buffer.concat(chunks).toString('latin1') });
    };
    const timer = setTimeout(() => finish('timeout'), timeout);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => finish('closed'));
    socket.on('error', () => finish('closed'));
    socket.on('close', () => finish('closed'));
    socket.on(secure ? 'secureConnect' : 'connect', async () => {
      for (const part of parts) {
        if (over) return;
        socket.write(part);
        await sleep(pause);
      }
      if (end && !over) socket.end();
    });
  });
}

// The same. It waits for less than the server lets anybody be silent; a machine with much to do may need longer once, and
// not three times.
export async function insist(port, parts, options) {
  let came = await talk(port, parts, options);
  for (let again = 0; came.how === 'timeout' && again < 2; again++) came = await talk(port, parts, options);
  return came;
}

// The answers in what came: [{status, fields, body}].
export function answers(text) {
  const found = [];
  let rest = text;
  while (rest) {
    const gap = rest.indexOf('\r\n\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(rest)?.[1]);
    if (gap < 0 || !status) return [...found, { status: 0, fields: {}, body: rest }];
    const fields = Object.fromEntries(
      rest.slice(0, gap).split('\r\n').slice(1)
        .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const end = gap + 4 + Number(fields['content-length'] ?? 0);
    found.push({ status, fields, body: rest.slice(gap + 4, end) });
    rest = rest.slice(end);
  }
  return found;
}

export async function healthy(port, secure = false) {
  const good = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  const { how, text } = await insist(port, [good], { secure });
  return how === 'closed' && text.startsWith('HTTP/1.1 200 ');
}
