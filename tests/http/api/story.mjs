// SPDX-License-Identifier: Apache-2.0
// What a program does: opens cases, reads them, sends events, does tasks, carries messages.
const guest = { name: 'Anna Nowak', birth_date: '1990-02-03' };

export async function story(town, tokens, check) {
  const { desk, house, court, both, beta, elsewhere, analyst } = tokens;
  const get = (path, token = desk, more = {}) => town.ask('GET', path, { token, ...more });
  const post = (path, body, token = desk, more = {}) => town.ask('POST', path, { token, body, ...more });
  const open = { package: 'stay', municipality: 'alpha', case: { guest, nights: 3, risk: 'high', secret: 'canary' } };

  // Opening.
  const opened = await post('/api/v1/cases', open);
  const { id } = opened.body;
  const path = `/api/v1/cases/${id}`;
  check('a case is opened', opened.status === 201 && opened.headers.location === path && opened.body.case.secret === 'canary', opened.body);
  check('the new case has its etag', /^"1-[0-9a-f]{8}"$/.test(opened.headers.etag), opened.headers);
  check('what is personal is not kept', opened.headers['cache-control'] === 'no-store', opened.headers);

  // Reading.
  const read = await get(path);
  check('a case is read', read.status === 200 && read.body.seq === 1 && read.body.case.guest.name === 'Anna Nowak', read.body);
  check('the etag is that of the opening', read.headers.etag === opened.headers.etag, read.headers);
  check('it is the document of the command line',
    JSON.stringify(read.body) === JSON.stringify(JSON.parse(town.run('case', 'show', id, '--json', '--db', town.database, '--as', 'desk-alpha'))));
  const polish = await get(`${path}?lang=pl`);
  check('titles come in Polish', polish.body.responsibilities[0].title === 'Wniosek', polish.body.responsibilities);
  check('the etag knows no language', polish.headers.etag === read.headers.etag);
  const unchanged = await get(path, desk, { headers: { 'if-none-match': read.headers.etag } });
  check('what is known is not sent again', unchanged.status === 304 && unchanged.text === '', unchanged);
  check('and told with the length that it has', Number(unchanged.headers['content-length']) === Buffer.byteLength(read.text), unchanged);
  check('a weak tag will do for that', (await get(path, desk, { headers: { 'if-none-match': `"x", W/${read.headers.etag}` } })).status === 304);
  check('another tag will not', (await get(path, desk, { headers: { 'if-none-match': '"1-00000000"' } })).status === 200);
  const head = await town.ask('HEAD', path, { token: desk });
  check('HEAD is GET without a body', head.status === 200 && head.text === '' && head.headers.etag === read.headers.etag
    && Number(head.headers['content-length']) === Buffer.byteLength(read.text), head.headers);
  const others = await get(path, house);
  check('another institution sees no secret', others.status === 200 && !others.text.includes('canary'), others.body);
  check('who has no part sees no case', (await get(path, court)).status === 404 && (await get(path, beta)).status === 404);
  check('nor who is bound to another municipality', (await get(path, elsewhere)).status === 404);
  for (const sub of ['journal', 'explain']) {
    check(`${sub} is read`, (await get(`${path}/${sub}`)).status === 200);
    check(`${sub} is hidden`, (await get(`${path}/${sub}`, court)).status === 404);
    check(`${sub} answers HEAD`, (await town.ask('HEAD', `${path}/${sub}`, { token: desk })).status === 200);
  }
  const explained = await get(`${path}/explain?lang=pl`);
  const counted = async (lang) => (await get(`${path}/explain?lang=${lang}`)).body.deadlines[0].arithmetic;
  check('how a deadline was counted is told in the language of the question', /^Początek: /.test(await counted('pl'))
    && /\n\+ 3 dni robocze: [^\n]+\n/.test(await counted('pl')) && /\nKoniec: [^\n]+, godz\. 24:00/.test(await counted('pl')), await counted('pl'));
  check('and in English as the command line tells it', /3 working days/.test(await counted('en')), await counted('en'));
  check('what may happen is told', explained.body.events.find((e) => e.event === 'begin').may === 'with-data', explained.body.events);

  // Events, conditions, keys.
  const begin = { event: 'begin', data: { agreed: true } };
  const refused = await post(`${path}/events`, { event: 'begin', data: { agreed: false } });
  check('a guard refuses', refused.status === 422 && refused.body.code === 'event-refused' && refused.body.refusal === 'guard'
    && refused.body.reasons[0].file?.endsWith('main.yaml') && refused.body.reasons[0].line > 0, refused.body);
  const moved = await post(`${path}/events`, begin, desk, { headers: { 'if-match': '"7-12345678"' } });
  check('If-Match with another entry', moved.status === 412 && moved.body.code === 'case-moved' && moved.body.etag === read.headers.etag, moved.body);
  const other = await post(`${path}/events`, begin, desk, { headers: { 'if-match': '"1-00000000"' } });
  check('If-Match with another hash', other.status === 412 && other.body.etag === read.headers.etag, other.body);
  check('a weak tag is none for If-Match', (await post(`${path}/events`, begin, desk, { headers: { 'if-match': `W/${read.headers.etag}` } })).status === 412);
  const key = { 'idempotency-key': 'first-0001', 'if-match': `"9-99999999", ${read.headers.etag}` };
  const sent = await post(`${path}/events`, begin, desk, { headers: key });
  check('an event is sent', sent.status === 200 && sent.body.done && sent.body.seq === 2 && !sent.body.again
    && sent.body.configuration[0] === 'here', sent.body);
  const again = await post(`${path}/events`, begin, desk, { headers: { ...key, 'if-match': read.headers.etag } });
  check('again under its key it is answered as done', again.status === 200 && again.body.again && again.body.seq === 2, again.body);
  check('in quotes it is the same key', (await post(`${path}/events`, begin, desk, { headers: { 'idempotency-key': '"first-0001"' } })).body.again);
  const mismatch = await post(`${path}/events`, { event: 'finish' }, desk, { headers: { 'idempotency-key': 'first-0001' } });
  check('the key for something else', mismatch.status === 422 && mismatch.body.code === 'idempotency-mismatch', mismatch.body);
  const foreign = await post(`${path}/events`, begin, both, { headers: { 'idempotency-key': 'first-0001' }, body: { ...begin, by: 'desk-alpha' } });
  check('the key of another token is another key', foreign.body.code === 'event-refused', foreign.body);
  const elsewhere2 = await post(`${path}/notes`, { text: 'no key of its own' }, desk, { headers: { 'idempotency-key': 'first-0001' } });
  check('the key of another path is another key', elsewhere2.status === 200 && !elsewhere2.body.again, elsewhere2.body);
  check('and its etag is the new one', (await get(path)).headers.etag === elsewhere2.headers.etag, elsewhere2.headers);
  const early = await post(`${path}/notes`, { text: 'it was before', occurred: '1999-01-01T00:00:00Z' });
  check('what occurred before the case', early.status === 422 && early.body.code === 'data-invalid', early.body);
  check('a note by one of two', (await post(`${path}/notes`, { text: 'from the house', by: 'house-alpha' }, both)).status === 200);
  const inside = await get(`${path}/journal?limit=1`);
  check('the journal has pages', inside.body.items.length === 1 && inside.body.next === '2'
    && inside.headers.link === `<${path}/journal?limit=1&cursor=2>; rel="next"`, inside.headers);
  const journal = await get(`${path}/journal?whole=true`);
  check('the journal names who was at the door', journal.body.items[1].actor === 'token:desk' && journal.body.next === null, journal.body.items);

  // Ending and coming back.
  check('the end', (await post(`${path}/events`, { event: 'finish' })).body.outcome === 'over');
  const late = await post(`${path}/events`, { event: 'finish' });
  check('a closed case takes no event', late.status === 409 && late.body.code === 'case-closed', late.body);
  const reopened = await post(`${path}/reopen`, {});
  check('it opens again', reopened.status === 200 && reopened.body.configuration[0] === 'asked', reopened.body);
  check('who may not', (await post(`${path}/reopen`, undefined, house)).status === 422);

  // Tasks.
  const tasks = await get('/api/v1/tasks?institution=desk-alpha&municipality=alpha');
  const task = (name) => tasks.body.items.find((t) => t.case === id && t.name === name)?.task;
  check('open tasks', tasks.status === 200 && task('papers') && task('visit') && task('call'), tasks.body);
  const paged = await get('/api/v1/tasks?institution=desk-alpha&limit=1');
  check('tasks lead to the next page', paged.body.items.length === 1
    && paged.headers.link === `</api/v1/tasks?institution=desk-alpha&limit=1&cursor=${paged.body.next}>; rel="next"`, paged.headers);
  check('none is overdue', (await get('/api/v1/tasks?due=overdue')).body.items.length === 0);
  check('due within a month', (await get('/api/v1/tasks?due=30%20days')).body.items.length === 1);
  check('a task is done', (await post(`/api/v1/tasks/${task('papers')}/done`, {})).status === 200);
  check('not twice', (await post(`/api/v1/tasks/${task('papers')}/done`, {})).status === 404);
  check('one signs', (await post(`/api/v1/tasks/${task('visit')}/sign`, {})).status === 200);
  check('so does the other', (await post(`/api/v1/tasks/${task('visit')}/sign`, { by: 'house-alpha' }, house)).status === 200);
  check('one is waived', (await post(`/api/v1/tasks/${task('call')}/waive`, { reason: 'she called herself' })).status === 200);

  // Lists.
  const ids = [id];
  for (let i = 0; i < 4; i++) ids.push((await post('/api/v1/cases', { ...open, case: { nights: i + 1, risk: i % 2 ? 'low' : 'high' } })).body.id);
  const found = [];
  for (let next = '/api/v1/cases?limit=2&sort=risk'; next;) {
    const page = await get(next);
    if (!check('a page of a list', page.status === 200 && page.body.items.length <= 2, page.body)) break;
    found.push(...page.body.items.map((row) => row.id));
    const link = /^<([^>]*)>; rel="next"$/.exec(page.headers.link ?? '')?.[1];
    check('Link and next say the same', (page.body.next === null) === (link === undefined) && (!link || link.endsWith(`cursor=${page.body.next}`)), page.headers);
    next = link;
  }
  check('every case comes once', JSON.stringify([...found].sort()) === JSON.stringify([...ids].sort()), found);
  const count = async (query, token) => (await get(`/api/v1/cases?${query}`, token)).body.items?.length;
  check('of one municipality', (await count('municipality=beta')) === 0 && (await count('municipality=alpha')) === 5);
  check('of one package and workflow', (await count('package=stay&workflow=main')) === 5);
  check('in one state', (await count('state=asked')) === 5 && (await count('state=here')) === 0);
  check('of one institution', (await count('responsible=desk-alpha')) === 5);
  check('by a listed field', (await count('field%5Brisk%5D=low')) === 2);
  check('overdue, with incidents', (await count('due=overdue')) === 0 && (await count('incidents=true')) === 0);
  check('due within ten days', (await count('due=10%20days')) === 5);
  check('also ended ones', (await count('status=all')) === 5);
  check('others see none', (await count('', court)) === 0 && (await count('', beta)) === 0 && (await count('', elsewhere)) === 0);
  const first = await get('/api/v1/cases?limit=1');
  const stolen = await get(`/api/v1/cases?limit=1&cursor=${first.body.next}`, court);
  check('a cursor of another view', stolen.status === 400 && stolen.body.parameter === 'cursor', stolen.body);
  const turned = await get(`/api/v1/cases?limit=1&state=asked&cursor=${first.body.next}`);
  check('a cursor of another filter', turned.status === 400, turned.body);

  // Messages.
  check('a message is written', (await post(`${path}/events`, { event: 'write' })).status === 200);
  check('another one', (await post(`${path}/events`, { event: 'write' })).status === 200);
  const box = await get('/api/v1/outbox?limit=1', court);
  const message = box.body.items[0];
  check('the court is told', box.status === 200 && box.body.more && message.institution === 'court-alpha' && !message.delivered, box.body);
  check('others are not', (await get('/api/v1/outbox')).body.items.length === 0);
  check('who is not told acknowledges nothing', (await post(`/api/v1/outbox/${message.id}/ack`, {})).status === 404);
  check('it is acknowledged', (await post(`/api/v1/outbox/${message.id}/ack`, {}, court)).body.done === true);
  check('again is the same', (await post(`/api/v1/outbox/${message.id}/ack`, {}, court)).status === 200);
  const rest = await get(`/api/v1/outbox?after=${box.body.next}`, court);
  check('it goes on behind it', rest.body.items.length === 1 && rest.body.items[0].id !== message.id && !rest.body.more, rest.body);
  check('nothing new', (await get(`/api/v1/outbox?after=${rest.body.next}`, court)).body.items.length === 0);
  check('a cursor of another view of it', (await get(`/api/v1/outbox?after=${rest.body.next}`)).status === 400);

  // Who has read what.
  const log = town.run('user', 'log', '--db', town.database, '--case', id, '--json', '--limit', '1000');
  for (const [who, route] of [['token:desk', 'GET /api/v1/cases/{case}'], ['token:desk', 'GET /api/v1/cases/{case}/explain'],
    ['token:desk', 'GET /api/v1/cases/{case}/journal'], ['token:desk', 'GET /api/v1/cases'], ['token:desk', 'GET /api/v1/tasks'],
    ['token:house', 'GET /api/v1/cases/{case}'], ['token:court', 'GET /api/v1/outbox']])
    check(`${who} is in the access log for ${route}`, JSON.parse(log).items.some((row) => row.who === who && row.route === route), log.slice(0, 300));
  check('who saw nothing is not', !log.includes('"token:beta"'));
  check('it holds no value', !log.includes('canary') && !log.includes('Nowak'));

  // What is deployed.
  const cities = await get('/api/v1/municipalities?lang=pl');
  check('municipalities', cities.status === 200 && cities.body.items.map((m) => m.municipality).join() === 'alpha,beta', cities.body);
  check('those of the token', (await get('/api/v1/municipalities', beta)).body.items.map((m) => m.municipality).join() === 'beta');
  const pages = async (path) => {
    const items = [];
    for (let at = `${path}?limit=1`; at; ) {
      const page = await get(at);
      check(`a page of ${path}`, page.status === 200 && page.body.items.length === 1, page.body);
      items.push(...page.body.items);
      at = page.headers.link?.match(/^<([^>]*)>; rel="next"$/)[1];
      check(`the next page of ${path}`, !at === (page.body.next === null), page.headers);
    }
    return items;
  };
  check('municipalities one by one', (await pages('/api/v1/municipalities')).map((m) => m.municipality).join() === 'alpha,beta');
  check('packages one by one', (await pages('/api/v1/packages')).map((p) => `${p.package} ${p.municipality}`).join() === 'stay alpha,stay beta');
  const packages = await get('/api/v1/packages?lang=pl&municipality=alpha');
  check('packages', packages.body.items.length === 1 && packages.body.items[0].title === 'Pobyt' && packages.body.items[0].workflows[0].main, packages.body);
  const workflow = await get('/api/v1/workflows/stay/main?municipality=alpha');
  check('a workflow', workflow.status === 200 && workflow.body.files.some((f) => f.text.includes('workflow: main'))
    && workflow.body.states.find((s) => s.path === 'asked')?.open === 5, workflow.body?.states);
  // The court plays a part where it was told something, and nowhere else.
  const told = await get('/api/v1/workflows/stay/main?municipality=alpha', court);
  check('its numbers are those of cases that may be seen', (await count('', court)) === 1 && told.body.states.find((s) => s.path === 'asked').open === 1, told.body.states);
  check('another municipality has none of them', (await get('/api/v1/workflows/stay/main?municipality=beta')).body.states.every((s) => s.open === 0));
  const matrix = await get('/api/v1/matrix?package=stay');
  check('the matrix', matrix.body.states.find((s) => s.state === 'here').municipalities.alpha.provides[0].institution === 'house-alpha', matrix.body);
  check('the matrix of one', Object.keys((await get('/api/v1/matrix?package=stay&municipality=beta')).body.states[0].municipalities).join() === 'beta');

  // How long cases take. Nobody is told figures about few cases who may not read these.
  const numbers = async (query, token) => (await get(`/api/v1/indicators?lang=pl${query}`, token)).body;
  const mine = await numbers('');
  const [days, answered] = mine.indicators;
  check('indicators', mine.since === null && mine.indicators.length === 2 && days.name === 'days_to_here' && days.title === 'Dni do pobytu', mine);
  check('a way', days.counted > 0 && days.counted < 5 && days.figures.median === 0 && days.waiting > 0 && !days.withheld, days);
  check('a deadline', answered.counted > 0 && answered.met === answered.counted && answered.share_met === 1, answered);
  const [few, due] = (await numbers('', analyst)).indicators;
  check('few cases are withheld', few.withheld && few.counted === days.counted && Object.keys(few.figures).length === 0, few);
  check('of a deadline as well', due.withheld === (answered.counted < 5) && (!due.withheld || (due.met === null && due.share_met === null)), due);
  const [less] = (await numbers('', court)).indicators;
  check('they are of cases that may be seen', less.counted + less.waiting + less.left === 1, less);
  check('and of no others', (await numbers('', elsewhere)).indicators.every((i) => i.counted === 0 && !i.waiting && !i.open), null);
  const apart = await numbers('&by=municipality,version&since=2020-01-01&until=2020-12-31');
  check('each apart', apart.indicators.map((i) => `${i.municipality} ${i.version}`).join() === 'alpha 1.0.0,beta 1.0.0,alpha 1.0.0,beta 1.0.0', apart);
  check('nothing was then', apart.indicators.every((i) => i.counted === 0 && !i.waiting), apart);

  // Following along.
  const followed = await town.follow(desk);
  const stranger = await town.follow(beta);
  check('a stream begins', followed.status === 200 && followed.type === 'text/event-stream' && (await followed.until((s) => s.id)), followed);
  town.answers.push({ method: 'GET', path: '/api/v1/stream', status: followed.status, type: followed.type, body: '', text: '', headers: {} });
  const length = await town.ask('HEAD', '/api/v1/stream', { token: desk, headers: { accept: 'text/event-stream' } });
  check('HEAD begins none, and it has no length', length.status === 200 && length.headers['content-length'] === undefined, length.headers);
  // At once: sooner than where it were looked for each second; a machine with much to do may need longer now and then.
  let noted = 0, took = Infinity;
  for (let i = 0; i < 8 && took >= 900; i++) {
    const begun = Date.now();
    noted = (await post(`${path}/notes`, { text: 'canary' })).body.seq;
    check('an entry is told', await followed.until((s) => s.events.some((e) => e.event === 'entry' && e.data.case === id && e.data.seq === noted)), followed.events);
    took = Date.now() - begun;
  }
  check('at once', took < 900, took);
  check('its kind and nothing else', JSON.stringify(Object.keys(followed.events[0].data)) === '["case","seq","kind"]' && followed.events[0].data.kind === 'note', followed.events);
  const last = followed.id;
  followed.close();
  for (let i = 0; i < 40; i++) await post(`${path}/notes`, { text: `note ${i}` });
  const resumed = await town.follow(desk, { 'last-event-id': last });
  check('it resumes', await resumed.until((s) => s.events.length >= 40), resumed.events.length);
  check('with what was missed, in order, once', JSON.stringify(resumed.events.map((e) => e.data.seq)) === JSON.stringify(Array.from({ length: 40 }, (_, i) => noted + 1 + i)), resumed.events);
  resumed.close();
  const foreign2 = await town.follow(house, { 'last-event-id': last });
  check('the id of another view is reset', await foreign2.until((s) => s.events[0]?.event === 'reset' && s.id), foreign2.events);
  foreign2.close();
  for (const bad of ['0', 'x'.repeat(600), '"']) {
    const odd = await town.follow(desk, { 'last-event-id': bad });
    check(`the id ${bad.slice(0, 9)} is reset`, await odd.until((s) => s.events[0]?.event === 'reset'), odd.events);
    odd.close();
  }
  check('a stranger is told nothing', stranger.events.length === 0, stranger.events);
  stranger.close();
  const fleeting = await town.follow(town.token('fleeting', ['stream'], ['desk-alpha']));
  town.run('user', 'token', 'revoke', 'fleeting', '--db', town.database);
  check('a revoked token is sent away', await fleeting.until((s) => s.ended));
}
