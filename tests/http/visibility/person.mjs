// SPDX-License-Identifier: Apache-2.0
// Somebody at the console: enters by a one-time link, and keeps the cookies.
import { request } from 'node:http';

const hidden = /<input[^>]*type="hidden"[^>]*>/g;
const attribute = (tag, name) => new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

export class Person {
  // `one` has the institutions (of) and the municipalities (within; or all).
  static invited(town, name, role, one) {
    const words = ['user', 'add', name, '--role', role, '--db', town.database];
    for (const institution of one.of) words.push('--institution', institution);
    for (const municipality of one.within ?? []) words.push('--municipality', municipality);
    town.run(...words);
    const link = JSON.parse(town.run('user', 'link', name, '--json', '--db', town.database));
    return new Person(town, new URL(link.link ?? link.url).pathname);
  }

  constructor(town, link) {
    this.town = town;
    this.link = link;
    this.cookies = new Map();
  }

  async send(method, path, body, headers = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.town.ask(method, path, { body, keep: false, headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...headers } });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.cookies.set(name, value);
    }
    return answer;
  }

  get(path) {
    return this.send('GET', path);
  }

  // A form of ours: with the token of the session, which stands in every page that has a form.
  async post(path, fields) {
    if (!this.form) {
      const page = await this.get('/keys');
      this.form = attribute((page.text.match(hidden) ?? []).find((tag) => attribute(tag, 'name') === 'form') ?? '', 'value');
      if (!this.form) throw new Error(`no form in ${page.text.slice(0, 300)}`);
    }
    return this.send('POST', path, new URLSearchParams({ form: this.form, ...fields }).toString(), {
      'content-type': 'application/x-www-form-urlencoded', origin: `http://127.0.0.1:${this.town.port}`, 'sec-fetch-site': 'same-origin' });
  }

  // Server-sent events: gives {status, text, begun(), until(part), wait(), close()}.
  live(path) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: this.town.port, path, agent: false, headers: { accept: 'text/event-stream', cookie } }, (answer) => {
        const stream = { status: answer.statusCode, text: '' };
        let wake = () => {};
        answer.setEncoding('utf8');
        answer.on('data', (part) => { stream.text += part; wake(); });
        answer.on('error', () => {});
        const until = async (holds, ms) => {
          const end = Date.now() + ms;
          while (!holds() && Date.now() < end) await new Promise((go) => { wake = go; setTimeout(go, 50); });
        };
        stream.begun = () => until(() => stream.text.includes('id: '), 30000); // it knows where it is
        stream.until = (part) => until(() => stream.text.includes(part), 30000);
        stream.wait = () => until(() => false, 300);
        stream.close = () => asked.destroy();
        resolve(stream);
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  async enter() {
    const shown = await this.get(this.link);
    const fields = new URLSearchParams();
    for (const tag of shown.text.match(hidden) ?? []) fields.set(attribute(tag, 'name'), attribute(tag, 'value'));
    const own = `http://127.0.0.1:${this.town.port}`;
    const used = await this.send('POST', this.link, fields.toString(), {
      'content-type': 'application/x-www-form-urlencoded', origin: own, 'sec-fetch-site': 'same-origin' });
    if (used.status !== 303) throw new Error(`the link gave ${used.status}: ${used.text.slice(0, 300)}`);
  }
}
