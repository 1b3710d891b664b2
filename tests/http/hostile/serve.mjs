// SPDX-License-Identifier: Apache-2.0
// usage: node serve.mjs SPRAWA SITE
// How `sprawa serve` begins: never where others could listen in, and with TLS where it is given.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { answers, healthy, sleep, start, stop, talk, withTls as tls } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));

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

// A certificate is renewed while others are connected; what does not fit is not taken.
const folder = mkdtempSync(join(tmpdir(), 'sprawa-renew-'));
const files = ['certificate.pem', 'key.pem'].map((name) => join(folder, name));
const put = (...names) => names.forEach((name, i) => copyFileSync(join(here, name), files[i]));
put('certificate.pem', 'key.pem');
const renewing = await start(program, site, ['--tls-cert', files[0], '--tls-key', files[1], '--host', 'localhost']);
const connect_to = () => new Promise((done) => {
  const socket = connect({ port: renewing.port, host: '127.0.0.1', rejectUnauthorized: false }, () => done(socket));
});
const shown = async () => {
  const socket = await connect_to();
  const name = socket.getPeerCertificate().subject?.CN;
  socket.destroy();
  return name;
};
const told = () => renewing.log.split('"event":"reload"').length;
const reload = async () => {
  const before = told();
  renewing.child.kill('SIGHUP');
  for (let i = 0; i < 600 && told() === before; i++) await sleep(20);
  return renewing.log.trim().split('\n').filter((line) => line.includes('"event":"reload"')).at(-1) ?? '';
};
const kept = await connect_to();
check('the first certificate is shown', (await shown()) === 'localhost');
put('renewed.pem');
check('one that does not fit is told', (await reload()).includes('stay as they were: certificate and key do not belong together'));
check('and is not shown', (await shown()) === 'localhost');
put('ended.pem', 'renewed-key.pem');
check('one that has ended is told', (await reload()).includes('has ended already') && (await shown()) === 'localhost');
rmSync(files[0]);
check('one that is not there is told', (await reload()).includes('cannot be read') && (await shown()) === 'localhost');
put('renewed.pem', 'renewed-key.pem');
check('one that fits is told', (await reload()).includes('were read anew'));
check('and is shown', (await shown()) === 'renewed');
const still = await new Promise((done) => {
  kept.once('data', (data) => done(String(data)));
  kept.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
});
check('who was connected before goes on', still.startsWith('HTTP/1.1 200'));
kept.destroy();
check('it warns of nothing, for there is time', !renewing.log.includes('"event":"certificate"'));
check('it ends well after that', (await stop(renewing)) === 0);
put('ended.pem', 'renewed-key.pem');
const late = await start(program, site, ['--tls-cert', files[0], '--tls-key', files[1]]);
for (let i = 0; i < 200 && !late.log.includes('it has ended'); i++) await sleep(20);
check('it tells of a certificate that has ended', late.log.includes('"level":"warning","event":"certificate","text":"it has ended'));
await stop(late);
rmSync(folder, { recursive: true });

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
