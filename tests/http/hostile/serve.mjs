// SPDX-License-Identifier: Apache-2.0
// usage: node serve.mjs SPRAWA SITE
// How `sprawa serve` begins: never where others could listen in, and with TLS where it is given.
import { spawnSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { answers, healthy, start, stop, talk, withTls as tls } from './server.mjs';

const [program, site] = process.argv.slice(2);
let failed = 0;
const check = (name, truth) => {
  if (truth) return;
  console.log(`not ok - ${name}`);
  failed++;
};

// Without TLS, to this machine alone; the client's address and protocol are a proxy's to tell.
const plain = await start(program, site);
const database = join(plain.folder, 'sprawa.db');
const refused = (...options) => spawnSync(program, ['serve', '--db', database, ...options], { timeout: 60000 });
check('it does not listen beyond this machine', refused('--listen', '0.0.0.0:0').status === 2);
check('a key without a certificate', refused('--listen', '127.0.0.1:0', '--tls-key', tls[3]).status === 2);
check('a certificate that is not there', refused('--tls-cert', '/nowhere', '--tls-key', tls[3]).status === 3);
check('a key that is none', refused('--listen', '127.0.0.1:0', ...tls.slice(0, 3), tls[1]).status === 4);
check('a port that is taken', refused('--listen', `127.0.0.1:${plain.port}`).status === 4);
const counters = await talk(plain.port, ['GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n']);
check('a collector on this machine', counters.text.includes('\nsprawa_http_requests_total{route="/healthz"') ||
  counters.text.includes('sprawa_http_connections 1'));
for (const gauge of ['sprawa_timers_due', 'sprawa_timers_lag_seconds', 'sprawa_cases_overdue', 'sprawa_outbox_waiting'])
  check(`${gauge} of nothing`, new RegExp(`^${gauge} 0(\\.000)?$`, 'm').test(counters.text));
const ready = async () => answers((await talk(plain.port, ['GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'])).text)[0]?.status;
check('it is ready', (await ready()) === 200 && counters.text.includes('\nsprawa_database_writable 1\n'));
const asset = (more) => `GET /assets/base.css HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
const whole = answers((await talk(plain.port, [asset('Connection: close\r\n')])).text)[0];
const twice = (await talk(plain.port, [asset(`If-None-Match: ${whole.fields.etag}\r\n`), asset('Connection: close\r\n')])).text;
const gap = twice.indexOf('\r\n\r\n') + 4;
check('what a browser has is not sent again, and its length is told', whole.status === 200 && twice.startsWith('HTTP/1.1 304')
  && answers(twice.slice(0, gap))[0].fields['content-length'] === whole.fields['content-length']);
check('the next request is answered behind it', answers(twice.slice(gap))[0].body === whole.body);
renameSync(database, `${database}.away`);
check('it is not ready without its database', (await ready()) === 503);
renameSync(`${database}.away`, database);
check('it is ready again', (await ready()) === 200);
check('it ends well', (await stop(plain)) === 0);

const proxied = await start(program, site, ['--behind-proxy', '--host', 'cases.city.example']);
const named = (host) => `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n\r\n`;
check('behind a proxy nobody is local', answers((await talk(proxied.port, [named('cases.city.example')])).text)[0]?.status === 401);
check('another name', answers((await talk(proxied.port, [named('localhost')])).text)[0]?.status === 400);
await stop(proxied);

const secure = await start(program, site, tls);
const fetched = await new Promise((done) => {
  https.get({ port: secure.port, host: '127.0.0.1', path: '/healthz', rejectUnauthorized: false }, done).on('error', done);
});
check('TLS answers', fetched.statusCode === 200);
check('it says that it will stay so', /^max-age=\d{8}/.test(fetched.headers?.['strict-transport-security'] ?? ''));
fetched.resume?.();
const old = await new Promise((done) => {
  https.get({ port: secure.port, host: '127.0.0.1', path: '/healthz', rejectUnauthorized: false, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' },
    done).on('error', done);
});
check('no old TLS', old instanceof Error);
const open = await talk(secure.port, ['GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'], { timeout: 12000 });
check('no plain text at its door', open.how === 'closed' && !open.text.startsWith('HTTP/1.1 2'));
check('it is not well for who speaks in the clear', !(await healthy(secure.port)));
check('it ends well with TLS', (await stop(secure)) === 0);

console.log(failed ? `${failed} failed` : 'passed');
process.exit(failed ? 1 : 0);
