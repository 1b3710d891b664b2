// SPDX-License-Identifier: Apache-2.0
// node run.mjs SPRAWA EYES: who sees what by every route of the server. Each field of one case holds a word of its own,
// which is looked for in all bytes of all answers; and to whoever does not see the case each answer about it must be the
// same, byte for byte, as about a case that does not exist.
import { Town } from '../api/client.mjs';
import { Person } from './person.mjs';

const [program, site] = process.argv.slice(2);
const faults = [];
let checks = 0;
const check = (name, holds) => {
  checks++;
  if (!holds) faults.push(name);
};

const planted = { open: 'canary-open', secret: 'canary-secret', number: 'canary-440514-01359', shown: 'canary-shown', both: 'canary-both', tag: 'canary-tag', shown_tag: 'canary-label' };
const OPEN = ['open', 'tag'];
const SECRET = [...OPEN, 'secret', 'number'];
// What each sees while the case stands in `second`; null: it does not see the case. `task`: its task's name is a secret.
const people = {
  early: { of: ['early-alpha'], sees: [] },
  leads: { of: ['leads-alpha'], sees: SECRET },
  decides: { of: ['decides-alpha'], sees: SECRET },
  provides: { of: ['provides-alpha'], sees: OPEN },
  monitors: { of: ['monitors-alpha'], sees: [] },
  informed: { of: ['informed-alpha'], sees: [] },
  pays: { of: ['pays-alpha'], sees: [] },
  inn: { of: ['inn-alpha'], sees: [] },
  errand: { of: ['errand-alpha'], sees: [], task: true },
  shown: { of: ['shown-alpha'], sees: ['shown', 'both', 'shown_tag'] },
  several: { of: ['provides-alpha', 'stranger-alpha', 'monitors-alpha'], sees: OPEN },
  bound: { of: ['leads-alpha'], within: ['alpha'], sees: SECRET },
  named: { of: ['named-alpha'], sees: null, acts: ['fail_guard', 'fail_action', 'fail_plainly', 'fail_hook'] },
  stranger: { of: ['stranger-alpha'], sees: null },
  elsewhere: { of: ['leads-alpha'], within: ['beta'], sees: null },
};
const scopes = ['cases:read', 'cases:write', 'cases:open', 'definitions:read', 'reports:read', 'stream', 'outbox', 'metrics'];
const roles = ['viewer', 'worker', 'administrator'];
const none = 'aaaaaaaaaaaaaaaa';

const town = new Town(program, site);
for (const [name, one] of Object.entries(people)) {
  one.token = town.token(name, scopes, one.of, one.within);
  one.reads = town.token(`${name}-viewer`, ['cases:read', 'stream'], one.of, one.within);
  one.roles = ['leads', 'stranger'].includes(name) ? roles : [roles[Object.keys(people).indexOf(name) % roles.length]];
  for (const role of one.roles) one[role] = Person.invited(town, `${name}-${role}`, role, one);
}
const opened = JSON.parse(town.run('case', 'open', 'stay', '--city', 'alpha', '--case', JSON.stringify(planted), '--json', '--db', town.database));
const id = opened.id;
town.run('case', 'send', id, 'begin', '--db', town.database);

const told = (answer) => Object.keys(planted).filter((field) => (answer.text + JSON.stringify(answer.headers)).includes(planted[field]));
// What names the case, and what every answer has of its own.
const blank = (answer, its) => {
  const headers = Object.entries(answer.headers).filter(([name]) => !['date', 'content-length', 'set-cookie'].includes(name));
  return JSON.stringify([answer.status, headers, answer.text]).replaceAll(its, 'ID').replace(/name=\\"[^"]*\\" value=\\"[^"]*\\"/g, 'FIELD').replace(/[0-9a-f]{8,}-[0-9a-f-]{8,}/g, 'N');
};

// Every route that names a case, as a program and as a person asks it.
const reads = (its) => ['', '/journal', '/journal?whole=true', '/explain', '/journal?lang=pl', '?lang=pl'].map((end) => `/api/v1/cases/${its}${end}`);
const pages = (its) => [`/cases/${its}`, `/cases/${its}/at/1`, `/cases/${its}/at/2`, `/cases/${its}/at/99`];
const acts = (its) => [
  ...['fail_guard', 'fail_action', 'fail_plainly', 'fail_hook', 'fail_anyone', 'end', 'nothing'].map((event) => [`/api/v1/cases/${its}/events`, { event }]),
  [`/api/v1/cases/${its}/events`, { event: 'end', occurred: '2020-01-01T00:00:00Z' }],
  [`/api/v1/cases/${its}/events`, { event: 'end', data: { surplus: 1 } }],
  [`/api/v1/cases/${its}/reopen`, {}],
];
const lists = [
  '/api/v1/cases', '/api/v1/cases?status=all', '/api/v1/cases?limit=1', '/api/v1/cases?due=overdue', '/api/v1/cases?due=30%20days',
  '/api/v1/cases?municipality=alpha', '/api/v1/cases?responsible=leads-alpha', '/api/v1/cases?incidents=true', '/api/v1/tasks',
  '/api/v1/tasks?institution=errand-alpha', '/api/v1/outbox', '/api/v1/openapi.json', '/metrics', '/healthz', '/readyz',
];
const listings = ['/', '/cases', '/cases?q=canary', '/cases.csv?q=canary', '/cases.json?q=secret', '/cases.csv', '/cases.json', '/cases?city=alpha', '/cases?state=second',
  '/cases?status=all', '/cases.csv?status=all', '/cases.json?status=all&sort=last', '/matrix', '/workflows', '/emergency', '/access', '/system'];

const within = (name, answer, one) => {
  const may = [...(one.sees ?? []), ...(one.task ? ['secret'] : [])];
  const more = told(answer).filter((field) => !may.includes(field));
  check(`${name}: told ${more} (${answer.status})`, more.length === 0);
  check(`${name}: ${answer.status}`, answer.status < 500);
};

async function ask(token, method, path, body, headers) {
  return town.ask(method, path, { token, body, headers, keep: false });
}

async function program_asks(name, one, token) {
  for (const path of [...reads(id), ...lists]) within(`${name} GET ${path}`, await ask(token, 'GET', path), one);
  const got = await ask(token, 'GET', `/api/v1/cases/${id}`);
  check(`${name}: the case: ${got.status} ${one.sees && got.status !== 200 ? got.text : ""}`, got.status === (one.sees ? 200 : 404));
  if (one.sees && got.status === 200) check(`${name}: fields ${Object.keys(got.body.case)}`, one.sees.every((field) => got.body.case[field] === planted[field]) && Object.keys(got.body.case).length === one.sees.length);
  const all = await ask(token, 'GET', '/api/v1/cases?status=all');
  check(`${name}: the list has ${all.body.items?.length} ${all.body.items ? "" : all.text}`, all.status === 404 || all.body.items?.length === (one.sees ? 1 : 0));
  // A hidden label tells nothing by what it is compared with, nor by order.
  for (const [field, word] of [['tag', planted.tag], ['shown_tag', planted.shown_tag]]) {
    const hit = await ask(token, 'GET', `/api/v1/cases?field[${field}]=${word}&limit=1`);
    const miss = await ask(token, 'GET', `/api/v1/cases?field[${field}]=other&limit=1`);
    const sorted = await ask(token, 'GET', `/api/v1/cases?sort=${field}&limit=1`);
    const seen = one.sees?.includes(field) ?? false;
    check(`${name}: another page by ${field}`, seen || !sorted.body.next);
    check(`${name}: by ${field}: ${hit.text}`, seen ? hit.body.items?.length === 1 : blank(hit, word) === blank(miss, 'other'));
    check(`${name}: sorted by ${field}`, (sorted.body.items?.length ?? 0) === (seen ? 1 : 0));
  }
  // Nor is the case found by it; by sensitive and other fields nobody finds it, and by titles whoever sees the case.
  const found = { 'canary%20tag': ['tag'], 'CANARY%20L%C3%81BEL': ['shown_tag'], canary: ['tag', 'shown_tag'], 'canary%2044051401359': ['number'], 'CANARY-440514-01359': ['number'], 'canary-440514': [], '44051401359': [], 'canary-secret': [], 'canary-open': [], 'canary-shown': [], 'canary-both': [] };
  for (const [words, fields] of Object.entries(found)) {
    const hit = await ask(token, 'GET', `/api/v1/cases?q=${words}&limit=1`);
    const miss = await ask(token, 'GET', '/api/v1/cases?q=kanarek%20nowhere&limit=1');
    const seen = fields.some((field) => one.sees?.includes(field));
    check(`${name}: q=${words}: ${hit.text}`, seen ? hit.body.items?.length === 1 : blank(hit, words) === blank(miss, words));
    within(`${name} q=${words}`, hit, one);
  }
  const titled = await ask(token, 'GET', '/api/v1/cases?q=seco%20stay%20alph');
  check(`${name}: by titles ${titled.text}`, (titled.body.items?.length ?? 0) === (one.sees ? 1 : 0));
  const stream = await town.follow(token);
  check(`${name}: the stream ${JSON.stringify(stream.events)}`, !/canary/.test(JSON.stringify(stream.events)));
  stream.close();
  await outbox(name, one, token);
}

// What cases want to be told is told to those whom it is for; nobody else may say that it was delivered.
async function outbox(name, one, token) {
  const got = await ask(token, 'GET', '/api/v1/outbox?limit=1000');
  if (got.status === 403) return; // without the scope
  within(`${name} the outbox`, got, one);
  for (const message of got.body.items) check(`${name}: a message for ${message.institution}`, one.of.includes(message.institution));
  for (const message of ['1.0', '2.0', '2.1', '3.0', '3.1', '99.9']) {
    const own = got.body.items.some((m) => m.id === message);
    const said = await ask(token, 'POST', `/api/v1/outbox/${message}/ack`, {});
    check(`${name}: ack ${message}: ${said.status}`, own || said.status === 404);
  }
}

// Of a case that it does not see nobody learns that it is there.
async function nothing_is_there(name, one, token) {
  for (let i = 0; i < reads(id).length; i++) {
    const real = await ask(token, 'GET', reads(id)[i]);
    check(`${name} GET ${reads(id)[i]} differs`, blank(real, id) === blank(await ask(token, 'GET', reads(none)[i]), none));
  }
  for (let i = 0; i < acts(id).length; i++) {
    const [path, body] = acts(id)[i];
    if (one.acts?.includes(body.event)) continue; // the workflow names it for this
    for (const headers of [{}, { 'if-match': '"7-00000000"' }, { 'idempotency-key': `key-${i}` }]) {
      const real = await ask(token, 'POST', path, body, headers);
      const other = await ask(token, 'POST', acts(none)[i][0], body, headers);
      check(`${name} POST ${path} ${JSON.stringify(body)}: ${real.text} / ${other.text}`, blank(real, id) === blank(other, none));
    }
  }
  for (const what of ['done', 'sign', 'waive'])
    for (const task of ['2.1', '2.2', '9.9']) {
      const body = what === 'waive' ? { reason: 'x' } : {};
      const real = await ask(token, 'POST', `/api/v1/tasks/${id}-${task}/${what}`, body);
      const other = await ask(token, 'POST', `/api/v1/tasks/${none}-${task}/${what}`, body);
      check(`${name} ${what} ${task}: ${real.text}`, blank(real, id) === blank(other, none));
    }
}

async function program_acts(name, one) {
  for (const [path, body] of acts(id)) {
    if (body.event === 'end' && one.of.includes('leads-alpha')) continue; // that would end it
    within(`${name} POST ${JSON.stringify(body)}`, await ask(one.token, 'POST', path, body), one);
  }
}

// A stream for a browser says of a case that it has changed, to those who see it, and to nobody else.
async function lives(name, one, person) {
  const all = await person.live('/live');
  const own = await person.live(`/live?case=${id}`);
  const other = await person.live(`/live?case=${none}`);
  for (const stream of [all, own, other]) await stream.begun();
  town.run('case', 'send', id, 'call', '--db', town.database);
  for (const [what, stream, told] of [['/live', all, one.sees !== null], ['/live of the case', own, one.sees !== null], ['/live of another', other, false]]) {
    await (told ? stream.until(id) : stream.wait());
    check(`${name} ${what}: ${stream.text}`, stream.status === 200 && stream.text.includes(id) === told && !stream.text.includes('canary'));
    stream.close();
  }
}

// A form does not tell more than the page does.
async function forms(name, one, person) {
  const what = [['event/fail_guard', {}], ['event/fail_action', {}], ['event/fail_hook', {}], ['event/nothing', {}], ['done/2.1', {}], ['waive/2.1', { reason: 'x' }], ['sign/2.2', {}], ['reopen', {}]];
  for (const [path, fields] of what) within(`${name} POST ${path}`, await person.post(`/cases/${id}/${path}`, { by: one.of[0], ...fields }), one);
}

async function person_looks(name, one, person) {
  await person.enter();
  await forms(name, one, person);
  await lives(name, one, person);
  for (const path of [...pages(id), ...listings]) within(`${name} ${path}`, await person.get(path), one);
  const got = await person.get(`/cases/${id}`);
  check(`${name}: the page: ${got.status}`, got.status === (one.sees ? 200 : 404));
  if (one.sees) check(`${name}: the page tells ${told(got)}`, one.sees.every((field) => told(got).includes(field)));
  if (one.sees) return;
  for (let i = 0; i < pages(id).length; i++)
    check(`${name} ${pages(id)[i]} differs`, blank(await person.get(pages(id)[i]), id) === blank(await person.get(pages(none)[i]), none));
  // Whoever looks after who has read what is told of which cases, by their ids, and of nothing in them.
  const others = listings.filter((path) => path !== '/access' || !name.endsWith('administrator'));
  for (const path of others) check(`${name} ${path} names it`, !(await person.get(path)).text.includes(id));
}

// Who opens a case for an emergency sees it, but what is shown to named roles alone; the mark in the cookie is of that case,
// that session and a bounded time, and of nothing else.
async function emergency(person, another) {
  await person.enter();
  await another.enter();
  const path = `/cases/${id}`;
  check('before the emergency', (await person.get(path)).status === 404);
  await person.post('/emergency', { case: id, by: 'stranger-alpha', reason: '' });
  check('an emergency without a reason', (await person.get(path)).status === 404);
  const opened = await person.post('/emergency', { case: id, by: 'stranger-alpha', reason: 'she stands at the door' });
  const got = await person.get(path);
  const fields = told(got);
  check(`the emergency: ${opened.status} ${got.status} ${fields}`, opened.status === 303 && got.status === 200 && SECRET.every((field) => fields.includes(field)));
  check(`what is for named roles alone: ${fields}`, !['shown', 'both', 'shown_tag'].some((field) => fields.includes(field)));
  const mark = person.cookies.get('sprawa-opened');
  const [its, until, secret] = mark.split('.');
  const forged = { 'of another session': [another, mark], later: [person, `${its}.${Number(until) + 1000}.${secret}`], past: [person, `${its}.1.${secret}`],
    'of another case': [person, `${none}.${until}.${secret}`], 'without a secret': [person, `${its}.${until}.`], cut: [person, mark.slice(0, -1)] };
  for (const [name, [who, cookie]] of Object.entries(forged)) {
    who.cookies.set('sprawa-opened', cookie);
    check(`a mark ${name}`, (await who.get(path)).status === 404);
  }
  person.cookies.set('sprawa-opened', mark);
  check('the mark itself', (await person.get(path)).status === 200);
}

await town.serve();
try {
  // What was asked under a key is answered again to who asked, and to nobody else.
  const key = { 'idempotency-key': 'one' };
  const first = await ask(people.leads.token, 'POST', `/api/v1/cases/${id}/events`, { event: 'call' }, key);
  const again = await ask(people.leads.token, 'POST', `/api/v1/cases/${id}/events`, { event: 'call' }, key);
  check(`the key: ${first.status} ${again.status}`, first.status === 200 && again.status === 200 && first.body.seq === again.body.seq);
  const theirs = await ask(people.elsewhere.token, 'POST', `/api/v1/cases/${id}/events`, { event: 'call' }, key);
  const nobodys = await ask(people.elsewhere.token, 'POST', `/api/v1/cases/${none}/events`, { event: 'call' }, key);
  check(`the key of another: ${theirs.text}`, theirs.status === 404 && blank(theirs, id) === blank(nobodys, none));
  for (const [name, one] of Object.entries(people)) {
    await program_asks(name, one, one.token);
    await program_asks(`${name}, reading`, one, one.reads);
    if (!one.sees) await nothing_is_there(name, one, one.token);
    await program_acts(name, one);
    for (const role of one.roles) await person_looks(`${name}, ${role}`, one, one[role]);
  }
  const [first_one, second_one] = ['hurried', 'hurried-too'].map((name) => Person.invited(town, name, 'worker', people.stranger));
  await emergency(first_one, second_one);
  // Who has looked for an identifier stands in the access log, found or not, and what was looked for does not.
  await people.leads.viewer.get('/cases?q=canary-44051401359');
  const log = town.run('user', 'log', '--kind', 'search', '--limit', '1000', '--json', '--db', town.database);
  for (const who of ['token:leads', 'token:stranger', 'user:leads-viewer']) check(`the log does not name ${who}`, log.includes(`"${who}"`));
  check('the log names the case', log.includes(id));
  check('the log names what was sought', !/canary|440514/.test(log));
} finally {
  check('the server ends well', (await town.stop()) === 0);
}
for (const fault of new Set(faults)) console.log(`not ok - ${fault.slice(0, 600)}`);
console.log(`${checks} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
