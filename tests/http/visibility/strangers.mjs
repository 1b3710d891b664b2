// SPDX-License-Identifier: Apache-2.0
// node strangers.mjs SPRAWA EYES ROUTES: to whoever does not see a case, every answer about it is the same, byte for byte, as
// about a case that does not exist: of a case that goes well, one that was erased, one whose city's rules keep failing,
// one whose definition is damaged, and one whose key is not here; by every route.
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Town } from '../api/client.mjs';
import { Person } from './person.mjs';
import { Asked, answers, blank } from './questions.mjs';

const [program, eyes, routes] = process.argv.slice(2);
const asked = new Asked(routes);
const faults = [];
let checks = 0;
const check = (name, holds) => {
  checks++;
  if (!holds) faults.push(name);
};

// The site of the eyes, with a rule that never ends.
const folder = mkdtempSync(join(tmpdir(), 'sprawa-strangers-'));
const rules = join(folder, 'workflows/stay/standard.lua');
cpSync(eyes, folder, { recursive: true });
writeFileSync(rules, readFileSync(rules, 'utf8').replace(/function standard\.breaks[^]*?\nend/, 'function standard.breaks()\n  while true do end\nend'));

const scopes = ['cases:read', 'cases:write', 'cases:open', 'definitions:read', 'reports:read', 'stream', 'outbox', 'metrics'];
const strangers = {
  stranger: { of: ['stranger-alpha'] },
  beta: { of: ['leads-beta'] },
  elsewhere: { of: ['leads-alpha'], within: ['beta'] },
  early: { of: ['early-beta', 'stranger-alpha'], within: ['alpha'] },
};
const town = new Town(program, folder);
const leads = town.token('leads', scopes, ['leads-alpha']);
for (const [name, one] of Object.entries(strangers)) {
  one.token = town.token(name, scopes, one.of, one.within);
  one.person = Person.invited(town, name, name === 'beta' ? 'administrator' : 'worker', one);
}
const collector = town.token('collector', ['metrics'], []);
const open = () => {
  const id = JSON.parse(town.run('case', 'open', 'stay', '--city', 'alpha', '--case', '{"secret":"canary"}', '--json', '--db', town.database)).id;
  town.run('case', 'send', id, 'begin', '--db', town.database);
  return id;
};
let here, gone; // two cases, once they are there
const none = 'aaaaaaaaaaaaaaaa';

// Of a case, by every route of some doors: `send` asks.
async function ask_all(name, one, id, doors, send) {
  const by = one.of[0], others = asked.all(none, by, doors);
  for (const [i, question] of asked.all(id, by, doors).entries()) {
    if (!JSON.stringify(question).includes(id)) continue;
    const [real, other] = [await send(question), await send(others[i])];
    asked.note(question, real.status);
    const what = `${name} ${question.method} ${question.path} ${JSON.stringify(question.body ?? question.form ?? '')} ${JSON.stringify(question.headers ?? '')}`;
    check(`${what}: ${real.text.slice(0, 200)} / ${other.text.slice(0, 200)}`, blank(real, id) === blank(other, none));
    if (question.method === 'GET' && /\{(case|id)\}/.test(question.route.pattern)) check(`${what}: ${real.status}`, real.status === (question.path.includes('cursor=') ? 400 : 404));
    check(`${what}: ${real.status}`, real.status < 500);
  }
}

async function program_asks(name, one, id) {
  const ask = by_token(one);
  await ask_all(name, one, id, ['api'], ask);
  await ask_all(`${name} HEAD`, one, id, ['api'], (question) => ask(question.method === 'GET' ? { ...question, method: 'HEAD' } : question));
  const list = await ask({ method: 'GET', path: '/api/v1/cases?status=all' });
  check(`${name}: in the list`, !list.text.includes(id));
}

async function person_asks(name, one, id) {
  await ask_all(name, one, id, ['console'], by_page(one));
  if (!one.within || one.within.includes('alpha')) return; // whoever is bound elsewhere opens nothing, whatever the reason
  const open = (its) => one.person.post('/emergency', { case: its, by: one.of[0], reason: 'she stands at the door' });
  const [real, other] = [await open(id), await open(none)];
  check(`${name}: an emergency elsewhere: ${real.status}`, real.status === 422 && blank(real, id) === blank(other, none));
}

const by_token = (one) => ({ method, path, body, headers }) => town.ask(method, path, { token: one.token, body, headers, keep: false });
const by_page = (one) => ({ path, form }) => (form ? one.person.post(path, form) : one.person.get(path));

async function lists() {
  const all = {};
  for (const [name, one] of Object.entries(strangers)) {
    all[`${name}, program`] = await answers(asked, one.of[0], ['api', 'watch'], by_token(one));
    all[`${name}, person`] = await answers(asked, one.of[0], ['console'], by_page(one));
  }
  return all;
}

// From a little before the first place in which they differ.
function differing(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return [one, other].map((text) => text.slice(Math.max(0, at - 80), at + 80)).join('\n  now ');
}

// Before there is a case and after there are some, with tasks, terms and messages.
async function open_some() {
  const before = await lists();
  here = open();
  gone = open();
  for (let i = 0; i < 10; i++) open();
  town.run('case', 'erase', gone, '--reason', 'over', '--force', '--db', town.database);
  const after = await lists();
  for (const [name, all] of Object.entries(before))
    for (const [path, answer] of Object.entries(all))
      check(`${name} GET ${path} was another one before: ${differing(answer, after[name][path])}`, after[name][path] === answer);
}

// What is counted of the whole is for who is bound to nothing, and for this machine; a token is taken at its word here, too.
async function measure() {
  const whole = ['sprawa_journal_entries', 'sprawa_database_bytes', 'sprawa_outbox_waiting', 'sprawa_http_requests_total', 'sprawa_http_streams'];
  for (const [name, token, all] of [['this machine', undefined, true], ['the collector', collector, true], ['beta', strangers.beta.token, false]]) {
    const got = await town.ask('GET', '/metrics', { token, keep: false });
    check(`${name}: how it keeps up: ${got.status}`, got.status === 200 && got.text.includes('sprawa_timers_due'));
    for (const one of whole) check(`${name}: ${one}`, got.text.includes(one) === all);
  }
}

async function all_ask(when) {
  for (const [name, one] of Object.entries(strangers))
    for (const [what, id] of [['here', here], ['gone', gone]]) {
      await program_asks(`${when}, ${what}, ${name}`, one, id);
      await person_asks(`${when}, ${what}, ${name}`, one, id);
    }
}

const seen = async (name, path, status, code) => {
  const got = path.body ? await town.ask('POST', path.path, { token: leads, body: path.body, keep: false }) : await town.ask('GET', path, { token: leads, keep: false });
  check(`${name}: ${got.status} ${got.text}`, got.status === status && (!code || got.body.code === code));
};

try {
  await town.serve();
  for (const one of Object.values(strangers)) await one.person.enter();
  await open_some();
  await seen('the case', `/api/v1/cases/${here}`, 200); // and that stands in the access log
  await measure();
  await all_ask('well');
  await seen('the erased case', `/api/v1/cases/${gone}`, 410, 'case-erased');
  await seen('its journal', `/api/v1/cases/${gone}/journal`, 410, 'case-erased');
  await seen('an event of it', { path: `/api/v1/cases/${gone}/events`, body: { event: 'end' } }, 410, 'case-erased');

  for (let i = 0; i < 20; i++) await town.ask('POST', `/api/v1/cases/${here}/events`, { token: leads, body: { event: 'fail_guard' }, keep: false });
  await seen('the rules', { path: `/api/v1/cases/${here}/events`, body: { event: 'end' } }, 503, 'rules-failing');
  await all_ask('rules failing');
  check('the server ends well', (await town.stop(true)) === 0);

  // Its definition, and no other one: the file that has changed since.
  const file = join(town.folder, 'workflows/stay/package.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('version: 1.0.0', 'version: 1.0.1'));
  town.run('deploy', '--db', town.database);
  const bytes = readFileSync(town.database);
  const place = bytes.indexOf('version: 1.0.0');
  check('the definition is found', place > 0);
  writeFileSync(town.database, bytes.fill('x', place, place + 4));
  await town.serve();
  await seen('the definition', `/api/v1/cases/${here}`, 503, 'not-done');
  await all_ask('a damaged definition');
  check('the server ends well', (await town.stop(true)) === 0);
  writeFileSync(town.database, bytes.fill('version', place, place + 4));

  // Files of the keys, away.
  for (const end of ['.keys', '.keys.master']) renameSync(town.database + end, `${town.database}${end}.away`);
  await town.serve();
  await seen('the keys', `/api/v1/cases/${here}`, 503, 'not-done');
  await all_ask('no keys');
} finally {
  check('the server ends well', (await town.stop()) === 0);
  rmSync(folder, { recursive: true, force: true });
}
for (const what of asked.lacking(['api', 'console'], false).filter((what) => /\{(case|id|task|message)\}|emergency/.test(what))) check(what, false);
for (const fault of new Set(faults)) console.log(`not ok - ${fault.slice(0, 600)}`);
console.log(`${checks} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
