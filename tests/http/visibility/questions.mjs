// SPDX-License-Identifier: Apache-2.0
// What is asked of each route, by name: requests as {path, body, form, headers}. `its` is the id of a case; what does not
// name it asks about all of them. The tables of routes are the server's own (routes.c): a route or a parameter that is not
// asked here is a fault of the test that asks (class Asked).
import { execFileSync } from 'node:child_process';

const at = (path, ends) => ends.map((end) => ({ path: path + end }));
const posts = (path, bodies) => bodies.map((body) => ({ path, body }));
const forms = (path, all) => all.map((form) => ({ path, form }));

const events = ['fail_guard', 'fail_action', 'fail_plainly', 'fail_hook', 'fail_anyone', 'end', 'nothing', 'case.reopen', 'timer'];
const tasks = ['2.1', '2.2', '9.9', 'errand'];
const words = ['canary', 'canary%20tag', 'CANARY%20L%C3%81BEL', 'CANARY-440514-01359', 'canary-440514', '44051401359', 'secret', 'canary-open', 'first', 'seco%20stay%20alph'];
const stages = ['municipality=alpha', 'package=stay', 'workflow=main', 'state=second', 'responsible=leads-alpha', 'due=overdue', 'due=30%20days', 'incidents=true', 'emergencies=30%20days', 'status=all', 'limit=1', 'lang=pl',
  'sort=tag&limit=1', 'sort=shown_tag&limit=1', 'field[tag]=canary-tag&limit=1', 'field[shown_tag]=canary-label&limit=1', 'cursor=AAAA', 'municipality=nowhere', 'state=nowhere', 'responsible=nobody'];
const shown = ['city=alpha', 'stage=stay/main/second', 'state=second', 'responsible=leads-alpha', 'due=overdue', 'due=week', 'status=all', 'need=incidents', 'need=still', 'need=emergencies', 'sort=age', 'sort=last', 'cursor=AAAA'];
const queries = (path, list) => ['', ...list.map((one) => `?${one}`)].map((end) => ({ path: path + end }));

// `by`: the institution in whose name it is done.
export function questions(its, by) {
  const api = `/api/v1/cases/${its}`, page = `/cases/${its}`;
  const lists = [...shown, ...words.map((one) => `q=${one}`)];
  return {
    'POST /api/v1/cases': posts('/api/v1/cases?lang=pl', [{}, { package: 'stay', municipality: 'nowhere' }, { package: 'stay', municipality: 'alpha', by, case: { surplus: 1 } }]),
    'GET /api/v1/cases': queries('/api/v1/cases', [...stages, ...words.flatMap((one) => [`q=${one}`, `q=${one}&limit=1`])]),
    'GET /api/v1/cases/{case}': [...at(api, ['', '?lang=pl']), ...['*', '"2-00000000"', 'W/"3-00000000"'].map((tag) => ({ path: api, headers: { 'if-none-match': tag } }))],
    'GET /api/v1/cases/{case}/journal': at(`${api}/journal`, ['', '?whole=true', '?lang=pl', '?limit=1', '?cursor=AAAA']),
    'GET /api/v1/cases/{case}/explain': at(`${api}/explain`, ['', '?lang=pl']),
    'POST /api/v1/cases/{case}/events': [
      ...posts(`${api}/events`, [...events.map((event) => ({ event })), { event: 'end', by }, { event: 'end', occurred: '2020-01-01T00:00:00Z' }, { event: 'end', data: { surplus: 1 } }, {}]),
      ...[{ 'if-match': '*' }, { 'if-match': '"2-00000000"' }, { 'if-match': '"9-00000000"' }, { 'idempotency-key': 'one' }].flatMap((headers) =>
        ['fail_guard', 'nothing', 'end'].map((event) => ({ path: `${api}/events?lang=pl`, body: { event }, headers }))),
    ],
    'POST /api/v1/cases/{case}/notes': posts(`${api}/notes?lang=pl`, [{ text: 'a note', by }, {}]),
    'POST /api/v1/cases/{case}/reopen': posts(`${api}/reopen?lang=pl`, [{}, { by }]),
    'GET /api/v1/tasks': queries('/api/v1/tasks', ['municipality=alpha', 'institution=errand-alpha', 'due=overdue', 'due=30%20days', 'limit=1', 'limit=1&institution=errand-alpha', 'cursor=AAAA', 'lang=pl']),
    'POST /api/v1/tasks/{task}/done': tasks.flatMap((task) => posts(`/api/v1/tasks/${its}-${task}/done?lang=pl`, [{}, { by, result: {} }])),
    'POST /api/v1/tasks/{task}/sign': tasks.flatMap((task) => posts(`/api/v1/tasks/${its}-${task}/sign?lang=pl`, [{}, { by }])),
    'POST /api/v1/tasks/{task}/waive': tasks.flatMap((task) => posts(`/api/v1/tasks/${its}-${task}/waive?lang=pl`, [{ reason: 'why' }, { by, reason: 'why' }])),
    'GET /api/v1/outbox': queries('/api/v1/outbox', ['limit=1', 'after=1.0']),
    'POST /api/v1/outbox/{message}/ack': ['1.0', '2.0', '2.1', '3.0'].flatMap((message) => posts(`/api/v1/outbox/${its}-${message}/ack`, [{}])),
    'GET /api/v1/municipalities': queries('/api/v1/municipalities', ['limit=1', 'cursor=AAAA', 'lang=pl']),
    'GET /api/v1/packages': queries('/api/v1/packages', ['package=stay', 'municipality=alpha', 'limit=1', 'cursor=AAAA', 'lang=pl']),
    'GET /api/v1/workflows/{package}/{workflow}': at('/api/v1/workflows/stay/main', ['', '?municipality=alpha', '?municipality=beta&lang=pl']),
    'GET /api/v1/matrix': queries('/api/v1/matrix', ['package=stay', 'package=stay&workflow=main&municipality=alpha&lang=pl']),
    'GET /api/v1/indicators': queries('/api/v1/indicators', ['since=2020-01-01&until=2090-01-01&by=municipality', 'by=municipality,version&municipality=alpha&package=stay&lang=pl', 'municipality=nowhere', 'since=never']),
    'GET /api/v1/stream': [],
    'GET /api/v1/openapi.json': at('/api/v1/openapi.json', ['']),

    'GET /assets/{name}': at('/assets/base.css', ['', `?case=${its}`]),
    'POST /language': forms('/language', [{ language: 'en', next: page }]),
    'GET /login': at('/login', ['', `?next=${page}`]),
    'POST /login': [],
    'POST /logout': [],
    'GET /enter/{link}': at('/enter/none', ['']),
    'POST /enter/{link}': forms('/enter/none', [{}]),
    'GET /password': at('/password', ['']),
    'POST /password': forms('/password', [{ password: 'short' }]),
    'GET /confirm': at('/confirm', ['', `?next=${page}`]),
    'POST /confirm': forms('/confirm', [{ password: '' }]),
    'GET /': at('/', ['']),
    'GET /cases': queries('/cases', lists),
    'GET /cases.csv': queries('/cases.csv', lists),
    'GET /cases.json': queries('/cases.json', lists),
    'GET /drawing.css': at('/drawing.css', ['']),
    'GET /cases/{id}': at(page, ['', '?told=note', '?told=event']),
    'GET /cases/{id}/at/{entry}': at(`${page}/at`, ['/1', '/2', '/99', '/none']),
    'POST /cases/{id}/event/{event}': events.flatMap((event) => forms(`${page}/event/${event}`, [{ by }, { by, seq: '2' }, { by, seq: '99', 'data.surplus': '1' }])),
    'POST /cases/{id}/done/{task}': tasks.flatMap((task) => forms(`${page}/done/${task}`, [{ by }, { by, seq: '99' }])),
    'POST /cases/{id}/sign/{task}': tasks.flatMap((task) => forms(`${page}/sign/${task}`, [{ by }, { by, seq: '99' }])),
    'POST /cases/{id}/waive/{task}': tasks.flatMap((task) => forms(`${page}/waive/${task}`, [{ by }, { by, text: 'why' }, { by, text: 'why', seq: '99' }])),
    'POST /cases/{id}/note': forms(`${page}/note`, [{ by }, { by, text: 'a note' }]),
    'POST /cases/{id}/reopen': forms(`${page}/reopen`, [{ by }, { by, seq: '99' }]),
    'GET /emergency': at('/emergency', ['', `?case=${its}`]),
    'POST /emergency': forms('/emergency', [{ case: its, by, reason: '' }, { case: its, by: 'leads-alpha-or-not', reason: 'why' }]),
    'GET /workflows': at('/workflows', ['', '?city=alpha']),
    'GET /workflows/{package}/{municipality}/{workflow}': at('/workflows/stay/alpha/main', ['', `?case=${its}`]),
    'GET /source/{package}/{municipality}': at('/source/stay/alpha', ['', '?file=workflows/stay/main.yaml']),
    'GET /matrix': queries('/matrix', ['package=stay', 'package=stay&workflow=main&city=alpha']),
    'GET /indicators': queries('/indicators', ['package=stay', 'since=2020-01-01&until=2090-01-01&by=municipality', 'city=alpha']),
    'GET /live': [],
    'GET /keys': at('/keys', ['']),
    'POST /keys': forms('/keys', [{ keys: 'on', next: page }]),
    'GET /cases/{id}/access': at(`${page}/access`, ['', '?before=2']),
    'GET /access': at('/access', ['', `?case=${its}`, '?who=user:leads-viewer', '?before=3']),
    'GET /system': at('/system', ['']),
    'GET /accessibility': at('/accessibility', ['']),

    'GET /healthz': at('/healthz', ['']),
    'GET /readyz': at('/readyz', ['']),
    'GET /metrics': at('/metrics', ['']),
  };
}

// Lists, counts and searches: what each question that names no case is answered with. elsewhere: whoever looks
// after who has looked is told who has searched, also in vain. The text tells how long it is; the server's time is
// longer at some moments.
const elsewhere = ['GET /access', 'GET /api/v1/openapi.json'];
export async function answers(asked, by, doors, send) {
  const all = {};
  for (const question of asked.all('none', by, doors))
    if (question.method === 'GET' && !elsewhere.includes(question.route.name))
      all[question.path] = blank(await send(question), 'ID', ['content-length']).replace(/server \(UTC\):.*?<\/time>/, '');
  return all;
}

// Asked in ways of their own: streams do not end, and these end the session.
export const apart = ['GET /api/v1/stream', 'GET /live', 'POST /login', 'POST /logout'];

// Which routes were asked, and which have answered with something.
export class Asked {
  constructor(program) {
    this.routes = JSON.parse(execFileSync(program, { encoding: 'utf8' }));
    for (const route of this.routes) {
      route.name = `${route.method} ${route.pattern}`;
      route.fits = new RegExp(`^${route.pattern.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
      route.left = new Set(route.params);
      route.asked = apart.includes(route.name);
      route.told = route.asked;
    }
    this.byName = Object.fromEntries(this.routes.map((route) => [route.name, route]));
  }

  // Of the doors; each as {route, method, ...request}.
  all(its, by, doors) {
    const table = questions(its, by);
    return this.routes.filter((route) => doors.includes(route.door)).flatMap((route) => (table[route.name] ?? []).map((one) => ({ route, method: route.method, ...one })));
  }

  note(question, status) {
    const route = question.route, [path, query] = question.path.split('?');
    if (!route.fits.test(path)) throw new Error(`${path} is no ${route.pattern}`);
    route.asked = true;
    if (status < 400) route.told = true;
    for (const part of (query ?? '').split('&')) route.left.delete(part.replace(/=.*/, '').replace(/\[.*\]/, '[]'));
  }

  // What is lacking, in words. told: each page has been shown to somebody.
  lacking(doors, told) {
    const routes = this.routes.filter((route) => doors.includes(route.door));
    const here = Object.keys(questions('none', 'none'));
    return [
      ...here.filter((name) => !this.byName[name]).map((name) => `${name} is no route`),
      ...routes.filter((route) => !route.asked).map((route) => `${route.name} was not asked`),
      ...routes.filter((route) => told && route.method === 'GET' && !route.told).map((route) => `${route.name} has told nobody anything`),
      ...routes.filter((route) => route.left.size && !apart.includes(route.name)).map((route) => `${route.name} was not asked for ${[...route.left]}`),
    ];
  }
}

// What every answer has of its own: keys and tokens of forms, numbers of requests, times to the millisecond.
export function blank(answer, its = 'ID', more = []) {
  const headers = Object.entries(answer.headers).filter(([name]) => !['date', 'set-cookie', ...more].includes(name));
  return JSON.stringify([answer.status, headers, answer.text]).replaceAll(its, 'ID')
    .replace(/((?:name=\\"(?:form|key)\\" value|data-live-after)=\\")[^"]*\\"/g, '$1"').replace(/\\"instance\\":\\"[^"]*\\"/g, '');
}
