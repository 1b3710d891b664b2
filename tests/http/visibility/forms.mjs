// SPDX-License-Identifier: Apache-2.0
// node forms.mjs SPRAWA: forms of the console. What somebody has typed is never lost and never done in a case that
// has moved meanwhile; and in whose name something may be done is offered where it will be taken.
import { Town } from '../api/client.mjs';
import { Person } from './person.mjs';

const faults = [];
let checks = 0;
const check = (name, holds) => {
  checks++;
  if (!holds) faults.push(name);
};

const town = new Town(process.argv[2]);
const clerk = Person.invited(town, 'clerk', 'worker', { of: ['desk-alpha', 'house-alpha', 'court-alpha'] });
const lodger = Person.invited(town, 'lodger', 'worker', { of: ['house-alpha'] });
const sprawa = (...words) => town.run(...words, '--db', town.database);
const open = () => JSON.parse(sprawa('case', 'open', 'stay', '--city', 'alpha', '--case', '{"nights":2}', '--json')).id;

const tags = (text, name) => [...text.matchAll(new RegExp(`<${name}\\b[^>]*>`, 'g'))].map((found) => found[0]);
const value = (tag) => /value="([^"]*)"/.exec(tag)?.[1];
// The form of the page that posts to an address: its hidden fields, and in whose name it can be sent.
function form_of(text, action) {
  const form = text.split('<form ').find((part) => part.includes(`action="${action}"`))?.split('</form>')[0];
  if (!form) return null;
  const fields = Object.fromEntries(tags(form, 'input').filter((tag) => tag.includes('type="hidden"')).map((tag) => [/name="([^"]*)"/.exec(tag)[1], value(tag)]));
  const offered = tags(form, 'input').filter((tag) => tag.includes('type="radio"') && tag.includes('name="by"')).map(value);
  return { fields, by: fields.by ? [fields.by] : offered, text: form };
}

// What was filled in while the case moved on: it is told, and nothing is lost or done.
async function moved(what, move, path, typed, words, still) {
  const id = open();
  const page = await clerk.get(`/cases/${id}`);
  const { fields } = form_of(page.text, `/cases/${id}/${path}`);
  move(id);
  const before = JSON.parse(sprawa('case', 'show', id, '--json')).seq;
  const sent = await clerk.post(`/cases/${id}/${path}`, { by: 'desk-alpha', ...fields, ...typed });
  check(`${what}: ${sent.status}`, sent.status === 409);
  check(`${what}: what was typed is lost`, words.every((word) => sent.text.includes(word)));
  check(`${what}: the form`, Boolean(form_of(sent.text, `/cases/${id}/${path}`)) === still);
  check(`${what}: it was done`, JSON.parse(sprawa('case', 'show', id, '--json')).seq === before);
}

try {
  await town.serve();
  await clerk.enter();
  await lodger.enter();
  const papers = (id) => JSON.parse(sprawa('task', 'list', '--json')).items.find((task) => task.case === id && task.name === 'papers').id;

  // Events.
  await moved('an event that is waited for no more', (id) => sprawa('case', 'send', id, 'finish'), 'event/begin', { 'data.agreed': 'true' }, ['agreed'], false);
  await moved('an event that is still waited for', (id) => sprawa('case', 'send', id, 'write'), 'event/begin', { 'data.agreed': 'true' }, ['case on'], true);
  await moved('an event with a fault', (id) => sprawa('case', 'send', id, 'write'), 'event/begin', { 'data.agreed': '' }, ['case on', 'This is needed'], true);
  const id = open();
  const faulty = await clerk.post(`/cases/${id}/event/begin`, { by: 'desk-alpha', 'data.agreed': '' });
  check(`a fault, and the case has not moved: ${faulty.status}`, faulty.status === 422 && !faulty.text.includes('case on'));
  // A form that does not say where the case stood, of an event that nobody waits for: no data is dropped on the way.
  const unasked = await clerk.post(`/cases/${id}/event/spin`, { by: 'desk-alpha', 'data.words': 'typed-words' });
  check(`an event that is not waited for: ${unasked.status}`, unasked.status === 422 && unasked.text.includes('typed-words'));

  // Notes: of those who have a part, and where there is none any more the text comes back.
  const noting = async (person, wanted) => {
    const form = form_of((await person.get(`/cases/${id}`)).text, `/cases/${id}/note`);
    check(`notes are offered to ${form?.by}, not ${wanted}`, JSON.stringify(form?.by ?? []) === JSON.stringify(wanted));
    for (const by of ['desk-alpha', 'house-alpha', 'court-alpha']) {
      if (person === lodger && by !== 'house-alpha') continue;
      const sent = await person.post(`/cases/${id}/note`, { by, text: 'typed-words' });
      check(`a note of ${by}: ${sent.status}`, sent.status === (wanted.includes(by) ? 303 : 422));
      check(`a note of ${by}: its text is lost`, sent.status === 303 || sent.text.includes('typed-words'));
      if (sent.status === 422 && wanted.length > 1) check(`in whose name it was: ${by}`, !/ checked/.test(form_of(sent.text, `/cases/${id}/note`).text));
    }
  };
  await noting(clerk, ['desk-alpha']);
  await noting(lodger, []);
  sprawa('case', 'send', id, 'begin', '--data', '{"agreed":true}');
  await noting(clerk, ['desk-alpha', 'house-alpha']);
  await noting(lodger, ['house-alpha']);

  // A task that is gone: why it was to be waived comes back.
  const other = open(), task = papers(other);
  const { fields } = form_of((await clerk.get(`/cases/${other}`)).text, `/cases/${other}/waive/${task.split('-').pop()}`);
  sprawa('case', 'send', other, 'begin', '--data', '{"agreed":true}');
  const waived = await clerk.post(`/cases/${other}/waive/${task.split('-').pop()}`, { by: 'desk-alpha', ...fields, text: 'typed-words' });
  check(`a task that is gone: ${waived.status}`, waived.status === 409 && waived.text.includes('typed-words'));

  // Institutions by what they are called, in the language of whoever reads.
  await clerk.post('/language', { to: 'pl', next: '/' });
  for (const page of ['/emergency', `/cases/${id}`, '/cases']) {
    const options = (await clerk.get(page)).text.replaceAll('</label>', '</option>');
    check(`${page}: institutions by their names`, />Biuro<\/option>/.test(options) && />Dom<\/option>/.test(options) && !/>(desk|house)-alpha<\/option>/.test(options));
  }
  const again = await clerk.post('/emergency', { case: 'nowhere', by: 'house-alpha', reason: 'typed-words' });
  check(`the emergency comes back: ${again.status}`, again.status === 422 && again.text.includes('typed-words') && /value="house-alpha" checked/.test(again.text));
} finally {
  check('the server ends well', (await town.stop()) === 0);
}
for (const fault of new Set(faults)) console.log(`not ok - ${fault.slice(0, 600)}`);
console.log(`${checks} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
