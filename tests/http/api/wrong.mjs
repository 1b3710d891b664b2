// SPDX-License-Identifier: Apache-2.0
// What is asked in a wrong way, one line each: [name, method, path, what is sent, status, code, what the problem holds].
// What is left out is right: a token that may, and a body that would do.
export async function wrong(town, tokens, check) {
  const { desk, house, both, beta, elsewhere, reader, nobody, revoked } = tokens;
  const good = { package: 'stay', municipality: 'alpha', case: { nights: 1 } };
  const { id } = (await town.ask('POST', '/api/v1/cases', { token: desk, body: good })).body;
  const one = `/api/v1/cases/${id}`;
  const event = { event: 'begin', data: { agreed: true } };
  const deep = (n) => '{"event":"begin","data":'.concat('{"a":'.repeat(n), '1', '}'.repeat(n), '}');
  const at = (pointer) => (p) => p.errors?.some((e) => e.pointer === pointer);
  const cases = [
    // Who comes in.
    ['no token', 'GET', one, { token: null }, 401, 'unauthorized'],
    ['a token nobody has', 'GET', one, { token: `spr_${'A'.repeat(43)}` }, 401, 'unauthorized'],
    ['a token without its prefix', 'GET', one, { token: desk.slice(4) }, 401, 'unauthorized'],
    ['half a token', 'GET', one, { token: desk.slice(0, 20) }, 401, 'unauthorized'],
    ['a token and more', 'GET', one, { token: `${desk}x` }, 401, 'unauthorized'],
    ['two tokens', 'GET', one, { token: `${desk} ${desk}` }, 401, 'unauthorized'],
    ['a revoked token', 'GET', one, { token: revoked }, 401, 'unauthorized'],
    ['another scheme', 'GET', one, { token: null, headers: { authorization: 'Basic ZGVzazpkZXNr' } }, 401, 'unauthorized'],
    ['an empty token', 'GET', one, { token: null, headers: { authorization: 'Bearer ' } }, 401, 'unauthorized'],
    ['a cookie', 'GET', one, { token: null, headers: { cookie: `__Host-session=${desk}` } }, 401, 'unauthorized'],
    ['a token in the query', 'GET', `${one}?access_token=${desk}`, { token: null }, 401, 'unauthorized'],
    ['a token that may not read', 'GET', one, { token: nobody }, 403, 'forbidden'],
    ['a token that may only read', 'POST', `${one}/events`, { token: reader, body: event }, 403, 'forbidden'],
    ['a token that may not open', 'POST', '/api/v1/cases', { token: reader, body: good }, 403, 'forbidden'],
    ['a token that is for no outbox', 'GET', '/api/v1/outbox', { token: reader }, 403, 'forbidden'],
    ['another institution', 'POST', `${one}/events`, { body: { ...event, by: 'house-alpha' } }, 403, 'forbidden'],
    ['an institution of another city', 'POST', `${one}/events`, { body: { ...event, by: 'desk-beta' } }, 403, 'forbidden'],
    ['an institution that does not exist', 'POST', `${one}/events`, { body: { ...event, by: 'nobody' } }, 403, 'forbidden'],
    ['the operator', 'POST', `${one}/events`, { body: { ...event, by: '*' } }, 403, 'forbidden'],
    ['a role', 'POST', `${one}/events`, { body: { ...event, by: 'owner' } }, 403, 'forbidden'],
    ['an empty institution', 'POST', `${one}/events`, { body: { ...event, by: '' } }, 403, 'forbidden'],
    ['one of two, and none is named', 'POST', `${one}/events`, { token: both, body: event }, 422, 'data-invalid', at('/by')],

    // What there is.
    ['no such case', 'GET', '/api/v1/cases/aaaaaaaaaaaaaaaa', {}, 404, 'not-found'],
    ['no id of a case', 'GET', '/api/v1/cases/1', {}, 404, 'not-found'],
    ['a long id', 'GET', `/api/v1/cases/${'a'.repeat(3000)}`, {}, 404, 'not-found'],
    ['an id that is no ASCII', 'GET', '/api/v1/cases/%C5%82%C3%B3d%C5%BA', {}, 404, 'not-found'],
    ['a case of another city', 'GET', one, { token: beta }, 404, 'not-found'],
    ['a case outside of the token', 'GET', one, { token: elsewhere }, 404, 'not-found'],
    ['an event to a case of another city', 'POST', `${one}/events`, { token: beta, body: event }, 404, 'not-found'],
    ['an event to a case outside of the token', 'POST', `${one}/events`, { token: elsewhere, body: event }, 404, 'not-found'],
    ['the same with If-Match', 'POST', `${one}/events`, { token: beta, body: event, headers: { 'if-match': '"1-00000000"' } }, 404, 'not-found'],
    ['the same with any If-Match', 'POST', `${one}/events`, { token: beta, body: event, headers: { 'if-match': '*' } }, 404, 'not-found'],
    ['a note to it', 'POST', `${one}/notes`, { token: beta, body: { text: 'x' } }, 404, 'not-found'],
    ['its reopening', 'POST', `${one}/reopen`, { token: beta, body: {} }, 404, 'not-found'],
    ['its task', 'POST', `/api/v1/tasks/${id}-1.1/done`, { token: beta, body: {} }, 404, 'not-found'],
    ['its journal', 'GET', `${one}/journal`, { token: beta }, 404, 'not-found'],
    ['its explanation', 'GET', `${one}/explain`, { token: beta }, 404, 'not-found'],
    ['no such task', 'POST', `/api/v1/tasks/${id}-99.1/done`, { body: {} }, 404, 'not-found'],
    ['a task by its name', 'POST', `/api/v1/tasks/${id}-papers/done`, { body: {} }, 404, 'not-found'],
    ['a task without a case', 'POST', '/api/v1/tasks/1.1/done', { body: {} }, 404, 'not-found'],
    ['a task without a number', 'POST', `/api/v1/tasks/${id}-/sign`, { body: {} }, 404, 'not-found'],
    ['no such message', 'POST', '/api/v1/outbox/1.1/ack', { body: {} }, 404, 'not-found'],
    ['no id of a message', 'POST', '/api/v1/outbox/x/ack', { body: {} }, 404, 'not-found'],
    ['no such path', 'GET', '/api/v1/nothing', {}, 404, 'not-found'],
    ['nothing behind a case', 'GET', `${one}/`, {}, 404, 'not-found'],
    ['something behind a case', 'GET', `${one}/secrets`, {}, 404, 'not-found'],
    ['another version', 'GET', '/api/v2/cases', {}, 404, 'not-found'],
    ['capitals', 'GET', '/API/v1/cases', {}, 404, null],
    ['events are not read', 'GET', `${one}/events`, {}, 405, 'method-not-allowed'],
    ['a case is not posted', 'POST', one, { body: {} }, 405, 'method-not-allowed'],
    ['a filter that nobody knows', 'GET', '/api/v1/cases?state=nowhere', {}, 404, 'not-found'],
    ['a field that is not listed', 'GET', '/api/v1/cases?sort=secret', {}, 404, 'not-found'],
    ['a where that is not listed', 'GET', '/api/v1/cases?field%5Bsecret%5D=canary', {}, 404, 'not-found'],

    ['no such package there', 'GET', '/api/v1/packages?package=sty', {}, null, null],
    ['no such workflow', 'GET', '/api/v1/workflows/stay/side?municipality=alpha', {}, 404, 'not-found'],
    ['a workflow of no municipality', 'GET', '/api/v1/workflows/stay/main', {}, 400, 'malformed', (p) => p.parameter === 'municipality'],
    ['a workflow outside of the token', 'GET', '/api/v1/workflows/stay/main?municipality=alpha', { token: beta }, 404, 'not-found'],
    ['a matrix of no package', 'GET', '/api/v1/matrix', {}, 400, 'malformed', (p) => p.parameter === 'package'],
    ['a matrix of no such package', 'GET', '/api/v1/matrix?package=sty', {}, 404, 'not-found'],
    ['a matrix outside of the token', 'GET', '/api/v1/matrix?package=stay&municipality=alpha', { token: beta }, 404, 'not-found'],
    ['a report without the scope', 'GET', '/api/v1/matrix?package=stay', { token: reader }, 403, 'forbidden'],
    ['indicators of no such package', 'GET', '/api/v1/indicators?package=sty', {}, 404, 'not-found'],
    ['indicators since when', 'GET', '/api/v1/indicators?since=soon', {}, 400, 'malformed', (p) => p.parameter === 'since'],
    ['indicators until when', 'GET', '/api/v1/indicators?until=2026-02-30', {}, 400, 'malformed', (p) => p.parameter === 'until'],
    ['indicators of a time backwards', 'GET', '/api/v1/indicators?since=2026-02-02&until=2026-02-01', {}, 400, 'malformed', (p) => p.parameter === 'until'],
    ['indicators by what', 'GET', '/api/v1/indicators?by=city', {}, 400, 'malformed', (p) => p.parameter === 'by'],
    ['indicators without the scope', 'GET', '/api/v1/indicators', { token: reader }, 403, 'forbidden'],

    // The query.
    ['an unknown parameter', 'GET', '/api/v1/cases?city=alpha', {}, 400, 'malformed', (p) => p.parameter === 'city'],
    ['a parameter twice', 'GET', '/api/v1/cases?limit=1&limit=2', {}, 400, 'malformed', (p) => p.parameter === 'limit'],
    ['a parameter where none is', 'POST', `/api/v1/outbox/1.1/ack?x=1`, { body: {} }, 400, 'malformed'],
    ['limit 0', 'GET', '/api/v1/cases?limit=0', {}, 400, 'malformed'],
    ['limit 1001', 'GET', '/api/v1/tasks?limit=1001', {}, 400, 'malformed'],
    ['limit -1', 'GET', '/api/v1/cases?limit=-1', {}, 400, 'malformed'],
    ['limit with a tail', 'GET', `${one}/journal?limit=1x`, {}, 400, 'malformed'],
    ['limit of twenty digits', 'GET', '/api/v1/cases?limit=10000000000000000000', {}, 400, 'malformed'],
    ['an empty cursor', 'GET', '/api/v1/cases?cursor=', {}, 400, 'malformed', (p) => p.parameter === 'cursor'],
    ['a cursor that is none', 'GET', '/api/v1/cases?cursor=abc', {}, 400, 'malformed', (p) => p.parameter === 'cursor'],
    ['a cursor of tasks', 'GET', '/api/v1/tasks?cursor=abc', {}, 400, 'malformed', (p) => p.parameter === 'cursor'],
    ['a cursor of a journal', 'GET', `${one}/journal?cursor=-1`, {}, 400, 'malformed', (p) => p.parameter === 'cursor'],
    ['a cursor of packages', 'GET', '/api/v1/packages?cursor=alpha', {}, 400, 'malformed', (p) => p.parameter === 'cursor'],
    ['a cursor of municipalities', 'GET', '/api/v1/municipalities?cursor=stay/alpha', {}, 400, 'malformed', (p) => p.parameter === 'cursor'],
    ['a cursor of the outbox', 'GET', '/api/v1/outbox?after=abc', {}, 400, 'malformed', (p) => p.parameter === 'after'],
    ['due someday', 'GET', '/api/v1/cases?due=someday', {}, 400, 'malformed', (p) => p.parameter === 'due'],
    ['due in working days', 'GET', '/api/v1/tasks?due=2%20working%20days', {}, 400, 'malformed', (p) => p.parameter === 'due'],
    ['a time that is none', 'GET', '/api/v1/cases?emergencies=always', {}, 400, 'malformed', (p) => p.parameter === 'emergencies'],
    ['a flag that is none', 'GET', '/api/v1/cases?incidents=1', {}, 400, 'malformed', (p) => p.parameter === 'incidents'],
    ['a status that is none', 'GET', '/api/v1/cases?status=ended', {}, 400, 'malformed', (p) => p.parameter === 'status'],
    ['field without a name', 'GET', '/api/v1/cases?field%5B%5D=1', {}, 400, 'malformed'],
    ['nine words', 'GET', '/api/v1/cases?q=a+b+c+d+e+f+g+h+i', {}, 400, 'malformed', (p) => p.parameter === 'q'],
    ['a search of 257 bytes', 'GET', `/api/v1/cases?q=${'x'.repeat(257)}`, {}, 400, 'malformed', (p) => p.parameter === 'q'],
    ['a search that is no text', 'GET', '/api/v1/cases?q=%C5', {}, 400, 'malformed'],
    ['nine fields', 'GET', `/api/v1/cases?${Array.from({ length: 9 }, (_, i) => `field%5Bf${i}%5D=1`).join('&')}`, {}, 400, 'malformed'],

    // Types.
    ['no type', 'POST', `${one}/events`, { body: event, headers: { 'content-type': null } }, 415, 'unsupported-media-type'],
    ['a form', 'POST', `${one}/events`, { body: 'event=begin', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'unsupported-media-type'],
    ['plain text', 'POST', `${one}/events`, { body: event, headers: { 'content-type': 'text/plain' } }, 415, 'unsupported-media-type'],
    ['another charset', 'POST', `${one}/events`, { body: event, headers: { 'content-type': 'application/json; charset=latin2' } }, 415, 'unsupported-media-type'],
    ['JSON of another kind', 'POST', `${one}/events`, { body: event, headers: { 'content-type': 'application/json5' } }, 415, 'unsupported-media-type'],
    ['HTML wanted', 'GET', one, { headers: { accept: 'text/html' } }, 406, 'not-acceptable'],
    ['JSON not wanted', 'GET', one, { headers: { accept: '*/*, application/json;q=0' } }, 406, 'not-acceptable'],
    ['a stream wanted', 'GET', '/api/v1/cases', { headers: { accept: 'text/event-stream' } }, 406, 'not-acceptable'],

    // JSON.
    ['no body', 'POST', `${one}/events`, {}, 422, 'data-invalid', at('/event')],
    ['half a document', 'POST', `${one}/events`, { body: '{"event":"begin"' }, 400, 'malformed'],
    ['two documents', 'POST', `${one}/events`, { body: '{"event":"begin"}{}' }, 400, 'malformed'],
    ['something behind it', 'POST', `${one}/events`, { body: '{"event":"begin"} x' }, 400, 'malformed'],
    ['a list', 'POST', `${one}/events`, { body: '["begin"]' }, 400, 'malformed'],
    ['a text', 'POST', `${one}/events`, { body: '"begin"' }, 400, 'malformed'],
    ['null', 'POST', `${one}/events`, { body: 'null' }, 400, 'malformed'],
    ['a name twice', 'POST', `${one}/events`, { body: '{"event":"begin","event":"finish"}' }, 400, 'malformed'],
    ['a name twice, inside', 'POST', `${one}/events`, { body: '{"event":"begin","data":{"agreed":true,"agreed":false}}' }, 400, 'malformed'],
    ['bytes that are no UTF-8', 'POST', `${one}/events`, { body: '{"event":"\udc80"}' }, null, null],
    ['half a surrogate', 'POST', `${one}/events`, { body: '{"event":"\\ud800"}' }, 400, 'malformed'],
    ['an escaped NUL', 'POST', `${one}/events`, { body: '{"event":"begin\\u0000"}' }, 400, 'malformed'],
    ['a NUL', 'POST', `${one}/events`, { body: '{"event":"begin\0"}' }, 400, 'malformed'],
    ['a BOM', 'POST', `${one}/events`, { body: '\ufeff{"event":"begin"}' }, 400, 'malformed'],
    ['a comment', 'POST', `${one}/events`, { body: '{"event":"begin"/**/}' }, 400, 'malformed'],
    ['NaN', 'POST', `${one}/events`, { body: '{"event":"begin","data":{"agreed":NaN}}' }, 400, 'malformed'],
    ['a number too large', 'POST', `${one}/events`, { body: '{"event":"begin","data":{"agreed":1e400}}' }, 400, 'malformed'],
    ['a whole number beyond 2^53', 'POST', `${one}/events`, { body: '{"event":"begin","data":{"agreed":9007199254740993}}' }, 400, 'malformed'],
    ['a number beyond 2^53, written with an exponent', 'POST', `${one}/events`, { body: '{"event":"begin","data":{"agreed":1e20}}' }, 400, 'malformed'],
    ['one below -2^53', 'POST', `${one}/events`, { body: '{"event":"begin","data":{"agreed":-9007199254740993}}' }, 400, 'malformed'],
    ['one beyond 2^63', 'POST', `${one}/events`, { body: '{"event":"begin","data":{"agreed":9223372036854775808}}' }, 400, 'malformed'],
    ['nested too deep', 'POST', `${one}/events`, { body: deep(30) }, 400, 'malformed'],
    ['nested a thousand deep', 'POST', `${one}/events`, { body: deep(1000) }, 400, 'malformed'],
    ['brackets alone', 'POST', `${one}/events`, { body: '['.repeat(60000) }, 400, 'malformed'],
    ['too large', 'POST', `${one}/notes`, { body: { text: 'x'.repeat(70000) } }, 413, 'too-large'],
    ['an unknown member', 'POST', `${one}/events`, { body: { ...event, force: true } }, 422, 'data-invalid', at('/force')],
    ['a member with a slash', 'POST', `${one}/events`, { body: { ...event, 'a/b~c': 1 } }, 422, 'data-invalid', at('/a~1b~0c')],
    ['two faults at once', 'POST', '/api/v1/cases', { body: { package: 1, x: 1 } }, 422, 'data-invalid', (p) => p.errors.length === 3],
    ['a number for a text', 'POST', `${one}/events`, { body: { event: 1 } }, 422, 'data-invalid', at('/event')],
    ['an empty event', 'POST', `${one}/events`, { body: { event: '' } }, 422, 'data-invalid', at('/event')],
    ['null for a text', 'POST', `${one}/events`, { body: { event: null } }, 422, 'data-invalid', at('/event')],
    ['all faults of the data', 'POST', `${one}/events`, { body: { event: 'begin', data: { x: 1, agreed: 'perhaps', y: 2 } } }, 422, 'data-invalid',
      (p) => ['/data/x', '/data/y', '/data/agreed'].every((pointer) => p.errors.some((error) => error.pointer === pointer))],
    ['a list for data', 'POST', `${one}/events`, { body: { event: 'begin', data: [] } }, 422, 'data-invalid', at('/data')],
    ['an invisible character', 'POST', `${one}/notes`, { body: { text: 'a\u202eb' } }, 422, 'data-invalid', at('/text')],
    ['one inside of a list', 'POST', '/api/v1/cases', { body: { ...good, case: { nights: 1, rooms: [{ room: 'a' }, { room: '\u200b' }] } } }, 422, 'data-invalid', at('/case/rooms/1/room')],
    ['a time without an offset', 'POST', `${one}/notes`, { body: { text: 'x', occurred: '2026-01-01T10:00:00' } }, 422, 'data-invalid', at('/occurred')],
    ['no time', 'POST', `${one}/notes`, { body: { text: 'x', occurred: 'yesterday' } }, 422, 'data-invalid', at('/occurred')],
    ['the future', 'POST', `${one}/notes`, { body: { text: 'x', occurred: '2999-01-01T00:00:00Z' } }, 422, 'data-invalid'],

    // Headers.
    ['an empty key', 'POST', `${one}/events`, { body: event, headers: { 'idempotency-key': '""' } }, 400, 'malformed'],
    ['a long key', 'POST', `${one}/events`, { body: event, headers: { 'idempotency-key': 'k'.repeat(256) } }, 400, 'malformed'],
    ['a key with a space', 'POST', `${one}/events`, { body: event, headers: { 'idempotency-key': 'a b' } }, 400, 'malformed'],
    ['If-Match that is none', 'POST', `${one}/events`, { body: event, headers: { 'if-match': '1-00000000' } }, 400, 'malformed'],
    ['If-Match half quoted', 'POST', `${one}/events`, { body: event, headers: { 'if-match': '"1-00000000' } }, 400, 'malformed'],
    ['If-Match of another kind', 'POST', `${one}/events`, { body: event, headers: { 'if-match': '"abc"' } }, 412, 'case-moved', (p) => /^"\d+-/.test(p.etag)],

    // What the workflow says.
    ['no such event', 'POST', `${one}/events`, { body: { event: 'begn' } }, 422, 'event-refused', (p) => p.reasons[0].text.includes('begin')],
    ['an event of the engine', 'POST', `${one}/events`, { body: { event: 'case.open' } }, 422, 'event-refused', (p) => p.refusal === 'reserved'],
    ['not its event', 'POST', `${one}/events`, { token: house, body: { event: 'finish' } }, 422, 'event-refused', (p) => p.refusal === 'not-competent'],
    ['nothing waits for it', 'POST', `${one}/events`, { body: { event: 'spin' } }, 422, 'event-refused', (p) => p.refusal === 'no-transition'],
    ['a field would be missing', 'POST', `${one}/events`, { body: { event: 'clear' } }, 422, 'event-refused', (p) => p.refusal === 'required'],
    ['data that are missing', 'POST', `${one}/events`, { body: { event: 'begin' } }, 422, 'data-invalid', at('/data/agreed')],
    ['data of another type', 'POST', `${one}/events`, { body: { event: 'begin', data: { agreed: 'yes' } } }, 422, 'data-invalid', at('/data/agreed')],
    ['data that nobody declared', 'POST', `${one}/events`, { body: { event: 'begin', data: { agreed: true, 'a/b': 1 } } }, 422, 'data-invalid', at('/data/a~1b')],
    ['not to be reopened', 'POST', `${one}/reopen`, { body: {} }, 422, 'event-refused'],
    ['a task of another', 'POST', `/api/v1/tasks/${id}-1.1/done`, { token: house, body: {} }, 422, 'event-refused', (p) => p.refusal === 'not-competent'],
    ['a task that is signed', 'POST', `/api/v1/tasks/${id}-1.2/done`, { body: {} }, 422, 'event-refused'],
    ['waived without a reason', 'POST', `/api/v1/tasks/${id}-1.3/waive`, { body: {} }, 422, 'data-invalid', at('/reason')],
    ['no package', 'POST', '/api/v1/cases', { body: { municipality: 'alpha' } }, 422, 'data-invalid', at('/package')],
    ['no such package', 'POST', '/api/v1/cases', { body: { ...good, package: 'sty' } }, 422, 'data-invalid'],
    ['no such municipality', 'POST', '/api/v1/cases', { body: { ...good, municipality: 'omega' } }, 422, 'data-invalid'],
    ['no such workflow', 'POST', '/api/v1/cases', { body: { ...good, workflow: 'side' } }, 422, 'data-invalid'],
    ['a municipality outside of the token', 'POST', '/api/v1/cases', { token: elsewhere, body: good }, 422, 'data-invalid', at('/municipality')],
    ['a case without what it needs', 'POST', '/api/v1/cases', { body: { ...good, case: {} } }, 422, 'data-invalid', at('/case/nights')],
    ['a value of another type', 'POST', '/api/v1/cases', { body: { ...good, case: { nights: 'three' } } }, 422, 'data-invalid', at('/case/nights')],
    ['a value deep inside', 'POST', '/api/v1/cases', { body: { ...good, case: { nights: 1, rooms: [{ room: 'a' }, { room: 2 }] } } }, 422, 'data-invalid', at('/case/rooms/1/room')],
    ['a part that is missing', 'POST', '/api/v1/cases', { body: { ...good, case: { nights: 1, rooms: [{}] } } }, 422, 'data-invalid', at('/case/rooms/0/room')],
    ['a field that nobody declared', 'POST', '/api/v1/cases', { body: { ...good, case: { nights: 1, nigths: 2 } } }, 422, 'data-invalid', at('/case/nigths')],
    ['a case of another city', 'POST', '/api/v1/cases', { token: beta, body: good }, 422, 'data-invalid', at('/municipality')],
    ['a case that the court opens', 'POST', '/api/v1/cases', { token: tokens.court, body: good }, 422, 'event-refused', (p) => p.refusal === 'not-competent'],
  ];
  const before = (await town.ask('GET', one, { token: desk })).headers.etag;
  for (const [name, method, path, sent, status, code, holds] of cases) {
    const answer = await town.ask(method, path, { token: desk, ...sent });
    if (status !== null) check(`${name}: ${status}`, answer.status === status, [answer.status, answer.text]);
    check(`${name}: no 5xx`, answer.status < 500, answer.text);
    if (code) {
      check(`${name}: ${code}`, answer.type === 'application/problem+json' && answer.body?.code === code, answer.body);
      check(`${name}: the connection closes`, answer.headers.connection === 'close', answer.headers);
    }
    if (holds) check(`${name}: what it says`, answer.body && holds(answer.body), answer.body);
    if (status === 401 || status === 403) check(`${name}: it is asked for`, status === 403 || answer.headers['www-authenticate']?.startsWith('Bearer'));
    if (status === 405) check(`${name}: what is allowed`, answer.headers.allow?.length > 0, answer.headers);
    check(`${name}: nothing of others`, !answer.text.includes('canary'), answer.text);
  }
  check('none of them did anything', before === (await town.ask('GET', one, { token: desk })).headers.etag);
}
