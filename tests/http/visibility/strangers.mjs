// SPDX-License-Identifier: Apache-2.0
// node strangers.mjs SPRAWA EYES: to whoever does not see a case, every answer about it is the same, byte for byte, as
// about a case that does not exist: of a case that goes well, one that was erased, one whose city's rules keep failing,
// and one whose key is not here; by every route.
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Town } from '../api/client.mjs';
import { Person } from './person.mjs';

const [program, eyes] = process.argv.slice(2);
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
const open = () => {
  const id = JSON.parse(town.run('case', 'open', 'stay', '--city', 'alpha', '--case', '{"secret":"canary"}', '--json', '--db', town.database)).id;
  town.run('case', 'send', id, 'begin', '--db', town.database);
  return id;
};
const here = open();
const gone = open();
town.run('case', 'erase', gone, '--reason', 'over', '--force', '--db', town.database);
const none = 'aaaaaaaaaaaaaaaa';

// What names the case, and what every answer has of its own.
const blank = (answer, its) => {
  const headers = Object.entries(answer.headers).filter(([name]) => !['date', 'set-cookie'].includes(name));
  return JSON.stringify([answer.status, headers, answer.text]).replaceAll(its, 'ID')
    .replace(/(name=\\"(form|key)\\" value=\\")[^"]*\\"/g, '$1"').replace(/\\"instance\\":\\"[^"]*\\"/g, '');
};

const events = ['fail_guard', 'fail_action', 'fail_plainly', 'fail_hook', 'fail_anyone', 'end', 'nothing', 'case.reopen', 'timer'];
const tasks = ['2.1', '2.2', '9.9', 'errand'];
const reads = (its) => [
  ...['', '/journal', '/journal?whole=true', '/journal?from=2', '/explain', '?lang=pl', '/none'].map((end) => `/api/v1/cases/${its}${end}`),
  `/api/v1/tasks?case=${its}`, `/api/v1/outbox/${its}.2.1`,
];
const posts = (its) => [
  ...events.map((event) => [`/api/v1/cases/${its}/events`, { event }]),
  [`/api/v1/cases/${its}/events`, { event: 'end', occurred: '2020-01-01T00:00:00Z' }],
  [`/api/v1/cases/${its}/events`, { event: 'end', data: { surplus: 1 } }],
  [`/api/v1/cases/${its}/notes`, { text: 'a note' }],
  [`/api/v1/cases/${its}/reopen`, {}],
  ...tasks.flatMap((task) => [['done', { result: {} }], ['sign', {}], ['waive', { reason: 'why' }]].map(([what, body]) => [`/api/v1/tasks/${its}-${task}/${what}`, body])),
  ...['1.0', '2.0', '2.1'].map((message) => [`/api/v1/outbox/${its}-${message}/ack`, {}]),
];
const pages = (its) => ['', '/at/1', '/at/2', '/at/99', '/access', '/none', '?told=note'].map((end) => `/cases/${its}${end}`);
const forms = (its) => [
  ...events.map((event) => [`/cases/${its}/event/${event}`, {}]),
  ...tasks.flatMap((task) => ['done', 'sign', 'waive'].map((what) => [`/cases/${its}/${what}/${task}`, { reason: 'why' }])),
  [`/cases/${its}/note`, { text: 'a note' }],
  [`/cases/${its}/reopen`, {}],
];
const conditions = [{}, { 'if-match': '*' }, { 'if-match': '"2-00000000"' }, { 'if-match': '"9-00000000"' }, { 'idempotency-key': 'one' }];

async function program_asks(name, one, id) {
  const ask = (method, path, body, headers) => town.ask(method, path, { token: one.token, body, headers, keep: false });
  for (let i = 0; i < reads(id).length; i++)
    for (const method of ['GET', 'HEAD']) {
      const [real, other] = [await ask(method, reads(id)[i]), await ask(method, reads(none)[i])];
      check(`${name} ${method} ${reads(id)[i]}: ${real.text} / ${other.text}`, blank(real, id) === blank(other, none));
    }
  for (let i = 0; i < posts(id).length; i++) {
    const [path, body] = posts(id)[i];
    for (const headers of path.includes('/events') ? conditions : [{}]) {
      const sent = path.includes('/outbox/') ? body : { by: one.of[0], ...body };
      const [real, other] = [await ask('POST', path, sent, headers), await ask('POST', posts(none)[i][0], sent, headers)];
      check(`${name} POST ${path} ${JSON.stringify([body, headers])}: ${real.text} / ${other.text}`, blank(real, id) === blank(other, none));
      check(`${name} POST ${path} ${JSON.stringify(sent)}: ${real.status}`, real.status === 404);
    }
  }
  const list = await ask('GET', '/api/v1/cases?status=all');
  check(`${name}: in the list`, !list.text.includes(id));
}

async function person_asks(name, one, id) {
  const by = one.of[0];
  for (let i = 0; i < pages(id).length; i++) {
    const [real, other] = [await one.person.get(pages(id)[i]), await one.person.get(pages(none)[i])];
    check(`${name} ${pages(id)[i]}: ${real.status} ${other.status}`, blank(real, id) === blank(other, none));
    check(`${name} ${pages(id)[i]}: ${real.status}`, real.status === 404);
  }
  for (let i = 0; i < forms(id).length; i++) {
    const [path, fields] = forms(id)[i];
    for (const more of [{}, { seq: '2' }, { seq: '99' }]) {
      const [real, other] = [await one.person.post(path, { by, ...fields, ...more }), await one.person.post(forms(none)[i][0], { by, ...fields, ...more })];
      check(`${name} POST ${path}: ${real.status} ${other.status}`, blank(real, id) === blank(other, none));
      check(`${name} POST ${path}: ${real.status}`, real.status === 404);
    }
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
  await all_ask('well');
  await seen('the erased case', `/api/v1/cases/${gone}`, 410, 'case-erased');
  await seen('its journal', `/api/v1/cases/${gone}/journal`, 410, 'case-erased');
  await seen('an event of it', { path: `/api/v1/cases/${gone}/events`, body: { event: 'end' } }, 410, 'case-erased');

  for (let i = 0; i < 20; i++) await town.ask('POST', `/api/v1/cases/${here}/events`, { token: leads, body: { event: 'fail_guard' }, keep: false });
  await seen('the rules', { path: `/api/v1/cases/${here}/events`, body: { event: 'end' } }, 503, 'rules-failing');
  await all_ask('rules failing');
  check('the server ends well', (await town.stop(true)) === 0);

  // Files of the keys, away.
  for (const end of ['.keys', '.keys.master']) renameSync(town.database + end, `${town.database}${end}.away`);
  await town.serve();
  await seen('the keys', `/api/v1/cases/${here}`, 503, 'not-done');
  await all_ask('no keys');
} finally {
  check('the server ends well', (await town.stop()) === 0);
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of new Set(faults)) console.log(`not ok - ${fault.slice(0, 600)}`);
console.log(`${checks} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
