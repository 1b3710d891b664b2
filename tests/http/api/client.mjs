// SPDX-License-Identifier: Apache-2.0
// A server with the site beside this file, tokens for it, and a client that keeps every answer.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, cpSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export class Town {
  constructor(program, site = join(here, 'site')) {
    this.program = program;
    this.folder = mkdtempSync(join(tmpdir(), 'sprawa-api-'));
    this.database = join(this.folder, 'sprawa.db');
    this.answers = []; // {method, path, status, type, headers, body}
    cpSync(site, this.folder, { recursive: true });
    this.run('deploy', '--db', this.database);
  }

  run(...words) {
    return execFileSync(this.program, words, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  // A bearer token for scopes, institutions and municipalities (lists).
  token(name, scopes, institutions, municipalities = []) {
    const words = ['user', 'token', 'add', name, '--db', this.database, '--expires', '90 days', '--rate', '100000', '--json'];
    for (const scope of scopes) words.push('--scope', scope);
    for (const institution of institutions) words.push('--institution', institution);
    for (const municipality of municipalities) words.push('--municipality', municipality);
    return JSON.parse(this.run(...words)).token;
  }

  async serve() {
    this.server = spawn(this.program, ['serve', '--db', this.database, '--listen', '127.0.0.1:0'], { cwd: this.folder });
    this.port = await new Promise((resolve, reject) => {
      let log = '';
      this.server.stderr.on('data', (chunk) => {
        log += chunk;
        const found = /"http:\/\/127\.0\.0\.1:(\d+)"/.exec(log);
        if (found) resolve(Number(found[1]));
      });
      this.server.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${log}`)));
    });
    this.server.stderr.resume();
  }

  // body: an object, sent as JSON; or a text, sent as it is. headers: null takes one of the usual ones away.
  async ask(method, path, { token, body, headers = {}, keep = true } = {}) {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const usual = { accept: 'application/json' };
    if (token) usual.authorization = `Bearer ${token}`;
    if (method === 'POST') Object.assign(usual, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    const sent = Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== null));
    const answer = await new Promise((resolve, reject) => {
      const r = request({ host: '127.0.0.1', port: this.port, method, path, headers: sent, agent: false }, (response) => {
        let got = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (got += chunk));
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: got }));
      });
      r.on('error', reject);
      r.end(text);
    });
    const type = (answer.headers['content-type'] ?? '').split(';')[0];
    const parsed = /json$/.test(type) && answer.text ? JSON.parse(answer.text) : undefined;
    const kept = { method, path: path.split('?')[0], type, body: parsed, ...answer };
    if (keep) this.answers.push(kept);
    return kept;
  }

  // Server-sent events: gives {status, events, ids, until(count), close()}; an event is {event, data, id}.
  follow(token, headers = {}) {
    return new Promise((resolve, reject) => {
      const r = request({ host: '127.0.0.1', port: this.port, path: '/api/v1/stream', agent: false,
        headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', ...headers } }, (response) => {
        const stream = { status: response.statusCode, type: response.headers['content-type'], events: [], id: null, ended: false };
        let rest = '';
        let wake = () => {};
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          const parts = (rest + chunk).split('\n\n');
          rest = parts.pop();
          for (const part of parts) {
            const lines = Object.fromEntries(part.split('\n').filter((l) => !l.startsWith(':') && l).map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 2)]));
            if (lines.id !== undefined) stream.id = lines.id;
            if (lines.data !== undefined) stream.events.push({ event: lines.event, data: JSON.parse(lines.data) });
          }
          wake();
        });
        response.on('end', () => { stream.ended = true; wake(); });
        response.on('error', () => { stream.ended = true; wake(); });
        stream.until = async (holds) => {
          const end = Date.now() + 30000; // a machine with much to do takes its time
          while (!holds(stream) && Date.now() < end)
            await new Promise((go) => { wake = go; setTimeout(go, 50); });
          return holds(stream);
        };
        stream.close = () => r.destroy();
        resolve(stream);
      });
      r.on('error', reject);
      r.end();
    });
  }

  // keep: the folder stays, to be served once more.
  async stop(keep = false) {
    this.server.removeAllListeners('exit');
    const ended = new Promise((resolve) => this.server.on('exit', resolve));
    this.server.kill('SIGTERM');
    const code = await ended;
    if (!keep) rmSync(this.folder, { recursive: true, force: true });
    return code;
  }
}
