// SPDX-License-Identifier: Apache-2.0
// node run.mjs SPRAWA EYES ROUTES [commands]: who sees what by every route of the server, and by every command. Each field of one case holds a word of its own,
// which is looked for in all bytes of all answers; and to whoever does not see the case each answer about it must be the
// same, byte for byte, as about a case that does not exist.
import { Town } from '../api/client.mjs';
import { Commands } from './commands.mjs';
import { Person } from './person.mjs';
import { Asked, blank } from './questions.mjs';

const [program, site, routes, with_commands] = process.argv.slice(2);
const asked = new Asked(routes);
const commands = new Commands(program);
const faults = [];
let checks = 0;
const check = (name, holds) => {
  checks++;
  if (!holds) faults.push(name);
};

const planted = { open: 'canary-open', secret: 'canary-secret', number: 'canary-440514-01359', shown: 'canary-shown', both: 'canary-both', tag: 'canary-tag', shown_tag: 'canary-label' };
// These are no fields: a note is read again by whoever wrote it, a reason by whoever is responsible.
const words = { ...planted, note: 'canary-note', reason: 'canary-reason' };
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
let place; // where a stream of those who are responsible was
let id, linked; // the case, once it is there, and one that it has opened, which nobody of these sees

const told = (answer) => Object.keys(words).filter((field) => (answer.text + JSON.stringify(answer.headers)).includes(words[field]));
const leads = (one) => one.of.includes('leads-alpha') && one.sees !== null;

const within = (name, answer, one) => {
  const told_why = leads(one) || (one.sees && one.of.includes('stranger-alpha')); // in whose name it was opened
  const may = [...(one.sees ?? []), ...(one.task ? ['secret'] : []), ...(told_why ? ['reason'] : [])];
  const more = told(answer).filter((field) => !may.includes(field) && !name.includes(words[field])); // what was said is said again
  check(`${name}: told ${more} (${answer.status})`, more.length === 0);
  check(`${name}: the linked case`, !(answer.text + JSON.stringify(answer.headers)).includes(linked));
  check(`${name}: ${answer.status}`, answer.status < 500);
};

async function ask(token, method, path, body, headers) {
  return town.ask(method, path, { token, body, headers, keep: false });
}

const of_case = (question) => JSON.stringify(question).includes(id);
// Whoever may end the case, or do its tasks, leaves that to the others: each must find it as it is.
const changes = (one, question) => question.method === 'POST' && /end|waive|done/.test(question.path + JSON.stringify(question.body ?? '')) && (leads(one) || one.task);

// All that a door has: what is told of the case to who sees it, and that to who does not there is no such case.
async function all_routes(name, one, doors, send) {
  const by = one.of[0], others = asked.all(none, by, doors);
  for (const [i, question] of asked.all(id, by, doors).entries()) {
    if (changes(one, question)) continue;
    const answer = await send(question);
    const what = `${name} ${question.method} ${question.path} ${JSON.stringify(question.body ?? question.form ?? '')} ${JSON.stringify(question.headers ?? '')}`;
    asked.note(question, answer.status);
    within(what, answer, one);
    if (one.sees) continue;
    if (!of_case(question)) check(`${what} names it`, !(answer.text + JSON.stringify(answer.headers)).includes(id));
    else if (!one.acts?.some((event) => JSON.stringify(question).includes(event))) // the workflow names it for this
      check(`${what} differs: ${answer.status} ${answer.text.slice(0, 200)}`, blank(answer, id) === blank(await send(others[i]), none));
  }
}

const by_token = (token) => ({ method, path, body, headers }) => ask(token, method, path, body, headers);
const by_page = (person) => ({ path, form }) => (form ? person.post(path, form) : person.get(path));

async function program_asks(name, one, token) {
  await all_routes(name, one, ['api', 'watch'], by_token(token));
  const journal = await ask(token, 'GET', `/api/v1/cases/${id}/journal?whole=true`);
  check(`${name}: how much happens elsewhere`, !journal.text.includes('"pos"'));
  const got = await ask(token, 'GET', `/api/v1/cases/${id}`);
  check(`${name}: the case: ${got.status} ${one.sees && got.status !== 200 ? got.text : ""}`, got.status === (one.sees ? 200 : 404));
  if (one.sees && got.status === 200) check(`${name}: fields ${Object.keys(got.body.case)}`, one.sees.every((field) => got.body.case[field] === planted[field]) && Object.keys(got.body.case).length === one.sees.length);
  const all = await ask(token, 'GET', '/api/v1/cases?status=all');
  check(`${name}: the list has ${all.body.items?.length} ${all.body.items ? "" : all.text}`, all.status === 404 || all.body.items?.length === (one.sees ? 1 : 0));
  // A hidden label tells nothing by what it is compared with; a list that is sorted by it is as one of empty labels.
  const plain = await ask(token, 'GET', '/api/v1/cases?limit=1');
  for (const [field, word] of [['tag', planted.tag], ['shown_tag', planted.shown_tag]]) {
    const hit = await ask(token, 'GET', `/api/v1/cases?field[${field}]=${word}&limit=1`);
    const miss = await ask(token, 'GET', `/api/v1/cases?field[${field}]=other&limit=1`);
    const sorted = await ask(token, 'GET', `/api/v1/cases?sort=${field}&limit=1`);
    const seen = one.sees?.includes(field) ?? false;
    check(`${name}: another page by ${field}`, Boolean(sorted.body.next) === Boolean(plain.body.next));
    check(`${name}: by ${field}: ${hit.text}`, seen ? hit.body.items?.length === 1 : blank(hit, word) === blank(miss, 'other'));
    check(`${name}: sorted by ${field}`, JSON.stringify(sorted.body.items ?? []) === JSON.stringify(plain.body.items ?? []));
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
  // Where somebody else was is no place for this one to go on from.
  const theirs = await town.follow(token, { 'last-event-id': place });
  await theirs.until((s) => s.events.length > 0);
  const own = leads(one) && !one.within;
  check(`${name}: from the place of another: ${JSON.stringify(theirs.events)}`, own ? theirs.events.some((e) => e.data.case === id) : (theirs.events.length === 1 && theirs.events[0].event === 'reset'));
  theirs.close();
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

async function person_looks(name, one, person) {
  await lives(name, one, person);
  await all_routes(name, one, ['console'], by_page(person));
  const got = await person.get(`/cases/${id}`);
  check(`${name}: the page: ${got.status}`, got.status === (one.sees ? 200 : 404));
  if (one.sees) check(`${name}: the page tells ${told(got)}`, one.sees.every((field) => told(got).includes(field)));
}

// What a command tells who acts as an institution.
function commands_run(name, one) {
  if (!with_commands || one.within || one.of.length > 1) return; // a command is given one institution
  for (const [command, words] of commands.all(id, one.of[0])) {
    if (/send|waive|done/.test(command) && (leads(one) || one.task)) continue;
    const said = commands.run(town, command, words);
    within(`${name} ${words.join(' ')}`, said, one);
    if (one.sees || one.acts?.includes(words[3])) continue;
    const other = commands.run(town, command, words.map((word) => word.replaceAll(id, none)));
    check(`${name} ${words.join(' ')} differs: ${said.text}`, said.text.replaceAll(id, none) === other.text);
  }
}

// Who opens a case for an emergency sees it, but what is shown to named roles alone; the mark in the cookie is of that case,
// that session and a bounded time, and of nothing else.
async function emergency(person, another) {
  const path = `/cases/${id}`;
  check('before the emergency', (await person.get(path)).status === 404);
  await person.post('/emergency', { case: id, by: 'stranger-alpha', reason: '' });
  check('an emergency without a reason', (await person.get(path)).status === 404);
  const opened = await person.post('/emergency', { case: id, by: 'stranger-alpha', reason: words.reason });
  const got = await person.get(path);
  const fields = told(got);
  check(`the emergency: ${opened.status} ${got.status} ${fields}`, opened.status === 303 && got.status === 200 && SECRET.every((field) => fields.includes(field)));
  check(`what is for named roles alone: ${fields}`, !['shown', 'both', 'shown_tag', 'note'].some((field) => fields.includes(field)));
  const mark = person.cookies.get('sprawa-opened');
  const [its, until, secret] = mark.split('.');
  const forged = { 'of another session': [another, mark], later: [person, `${its}.${Number(until) + 1000}.${secret}`], past: [person, `${its}.1.${secret}`],
    'of another case': [person, `${none}.${until}.${secret}`], 'without a secret': [person, `${its}.${until}.`], cut: [person, mark.slice(0, -1)] };
  for (const [name, [who, cookie]] of Object.entries(forged)) {
    who.cookies.set('sprawa-opened', cookie);
    check(`a mark ${name}`, (await who.get(path)).status === 404);
  }
  person.cookies.set('sprawa-opened', mark);
  const page = await person.get(path);
  check('the mark itself', page.status === 200);
  check('whoever opened it is told that it is known, and until when', /You opened this case for an emergency[^]*?<time /.test(page.text));
  // Each look is written down as one for the emergency, also at how the case stood before.
  await person.get(`${path}/at/1`);
  const log = town.run('user', 'log', '--kind', 'emergency', '--limit', '1000', '--json', '--db', town.database);
  check(`the looks in the log: ${log}`, ['GET /cases/{id}', 'GET /cases/{id}/at/{entry}'].every((route) => log.includes(`"${route}"`)));
  await answerFor();
}

// That it was opened is shown by every door to those who answer for it, and to no one else.
async function answerFor() {
  for (const [name, one] of Object.entries(people)) {
    const answers = ['leads', 'bound'].includes(name), person = one[one.roles[0]], query = 'emergencies=30%20days';
    const api = await ask(one.token, 'GET', `/api/v1/cases?${query}`);
    check(`${name}: the emergencies of the API: ${api.status}`, api.status === 404 ? !answers : api.text.includes(id) === answers);
    const listed = await person.get('/cases?status=all&need=emergencies');
    check(`${name}: the emergencies of the console`, listed.text.includes(id) === answers);
    const tile = /need=emergencies">.*?class="count">(\d+)/.exec((await person.get('/')).text);
    check(`${name}: the emergencies of the overview: ${tile?.[1]}`, !tile ? !answers : (tile[1] === '1') === answers);
  }
  for (const [name, has] of [['leads-alpha', true], ['decides-alpha', false]]) {
    const text = town.run('case', 'list', '--emergencies', '30 days', '--as', name, '--db', town.database);
    check(`${name}: the emergencies of the command line: ${text}`, text.includes(id) === has);
  }
}

// Who looks after who has looked is told that of the cases of its institutions and municipalities, and bound to neither of
// all; of no case what is in it, and of others not even who has searched in vain.
const overseers = {
  nothing: { of: [], looks: true, searches: true },
  alpha: { of: [], within: ['alpha'], looks: true, searches: true },
  beta: { of: [], within: ['beta'] },
  leading: { of: ['leads-alpha'], looks: true, searches: true },
  paying: { of: ['pays-alpha'], looks: true },
  strange: { of: ['stranger-alpha'] },
  elsewhere: { of: ['leads-alpha'], within: ['beta'] },
};
for (const [name, one] of Object.entries(overseers)) one.person = Person.invited(town, `overseer-${name}`, 'administrator', one);

async function oversee() {
  await people.leads.viewer.get('/cases?q=canary-9999');
  for (const [name, one] of Object.entries(overseers)) {
    const [log, its, theirs] = [await one.person.get('/access'), await one.person.get(`/access?case=${id}`), await one.person.get('/access?who=user:leads-viewer')];
    for (const page of [log, its, theirs]) check(`overseer of ${name}: ${page.status}`, page.status === 200 && !/canary/.test(page.text));
    check(`overseer of ${name}: whose reading it is told`, [its, theirs].every((page) => page.text.includes(`class="mono" href="/access?case=${id}"`) === Boolean(one.looks)));
    // Where older rows are is not counted in rows that others have made, and cannot be made up.
    const older = /href="([^"]*\bbefore=([^"&]*))"/.exec(log.text);
    check(`overseer of ${name}: older rows at ${older?.[1]}`, !older || older[2].length === 66);
    check(`overseer of ${name}: a place that was counted`, blank(await one.person.get('/access?before=3'), '?before=3', ['content-length']).replaceAll('ID', '') === blank(log, '?before=3', ['content-length']).replaceAll('ID', ''));
    if (older) check(`overseer of ${name}: the older rows`, /before=/.test((await one.person.get(older[1].replaceAll('&amp;', '&'))).text));
    check(`overseer of ${name}: who has searched in vain`, /class="quiet">Nothing found/.test(theirs.text) === Boolean(one.searches));
  }
}

await town.serve();
try {
  for (const one of Object.values(people)) for (const role of one.roles) await one[role].enter();
  for (const one of Object.values(overseers)) await one.person.enter();
  id = JSON.parse(town.run('case', 'open', 'stay', '--city', 'alpha', '--case', JSON.stringify(planted), '--json', '--db', town.database)).id;
  town.run('case', 'send', id, 'begin', '--db', town.database);
  town.run('case', 'send', id, 'relate', '--db', town.database);
  linked = JSON.parse(town.run('case', 'list', '--city', 'beta', '--json', '--db', town.database)).items[0].id;
  check('the case has opened another one', town.run('case', 'show', id, '--json', '--db', town.database).includes(linked));
  town.run('case', 'note', id, words.note, '--db', town.database);
  const [first_one, second_one] = ['hurried', 'hurried-too'].map((name) => Person.invited(town, name, 'worker', people.stranger));
  await first_one.enter();
  await second_one.enter();
  await emergency(first_one, second_one);

  // What was asked under a key is answered again to who asked, and to nobody else.
  const key = { 'idempotency-key': 'one' };
  const first = await ask(people.leads.token, 'POST', `/api/v1/cases/${id}/events`, { event: 'call' }, key);
  const again = await ask(people.leads.token, 'POST', `/api/v1/cases/${id}/events`, { event: 'call' }, key);
  check(`the key: ${first.status} ${again.status}`, first.status === 200 && again.status === 200 && first.body.seq === again.body.seq);
  const theirs = await ask(people.elsewhere.token, 'POST', `/api/v1/cases/${id}/events`, { event: 'call' }, key);
  const nobodys = await ask(people.elsewhere.token, 'POST', `/api/v1/cases/${none}/events`, { event: 'call' }, key);
  check(`the key of another: ${theirs.text}`, theirs.status === 404 && blank(theirs, id) === blank(nobodys, none));
  const stream = await town.follow(people.leads.token);
  await stream.until((s) => s.id);
  place = stream.id;
  stream.close();
  town.run('case', 'send', id, 'call', '--db', town.database);
  for (const [name, one] of Object.entries(people)) {
    await program_asks(name, one, one.token);
    await program_asks(`${name}, reading`, one, one.reads);
    for (const role of one.roles) await person_looks(`${name}, ${role}`, one, one[role]);
    commands_run(name, one);
  }
  await oversee();
  for (const what of [...asked.lacking(['api', 'console', 'watch'], true), ...(with_commands ? commands.lacking() : [])]) check(what, false);
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
