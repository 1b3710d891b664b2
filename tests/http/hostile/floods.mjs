// SPDX-License-Identifier: Apache-2.0
// Many at once, slowly, or halfway.
import net from 'node:net';
import { answers, insist, sleep } from './server.mjs';

const good = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
const last = good.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
const demand = (truth, text) => {
  if (!truth) throw new Error(text);
};

// Connections that say what they are told, and nothing more; each tells when it ends.
function idlers(port, n, text, from) {
  return Array.from({ length: n }, () => {
    const one = { open: true, said: '' };
    one.socket = net.connect({ port, host: '127.0.0.1', localAddress: from });
    one.socket.on('connect', () => text && one.socket.write(text));
    one.socket.on('data', (chunk) => (one.said += chunk));
    one.socket.on('error', () => {});
    one.socket.on('close', () => (one.open = false));
    return one;
  });
}
// How many stay open: as soon as they are few enough, else after a time in which no clock of the server ends them.
async function open_of(list) {
  const open = () => list.filter((one) => one.open).length;
  for (let i = 0; i < 90 && (i < 15 || open() > 64); i++) await sleep(100);
  return open();
}
const drop = (list) => list.forEach((one) => one.socket.destroy());

export const floods = [
  ['1,200 idle connections of one address', async (port) => {
    // Another address than that of whoever looks whether the server is well.
    const list = idlers(port, 1200, '', '127.0.0.2');
    const open = await open_of(list);
    const { text } = await insist(port, [last]);
    drop(list);
    demand(open <= 64, `${open} stay open`);
    demand(text.startsWith('HTTP/1.1 200'), 'another address is locked out');
  }],
  ['1,200 that begin a request and stop', async (port) => {
    const list = idlers(port, 1200, 'POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc', '127.0.0.3');
    const open = await open_of(list);
    const { text } = await insist(port, [last]);
    drop(list);
    demand(open <= 64, `${open} stay open`);
    demand(text.startsWith('HTTP/1.1 200'), 'another address is locked out');
  }],
  ['2,000 connections one after the other', async (port) => {
    const one = () => insist(port, [last], { pause: 0, from: '127.0.0.4' });
    for (let i = 0; i < 2000; i += 20) {
      const all = await Promise.all(Array.from({ length: 20 }, one));
      demand(all.every((a) => a.text.startsWith('HTTP/1.1 200')), 'one got no answer');
    }
  }],
  ['100 requests in one breath', async (port) => {
    const { text } = await insist(port, [good.repeat(99) + last]);
    demand(answers(text).filter((a) => a.status === 200).length === 100, `${answers(text).length} answers`);
  }],
  ['a request byte by byte', async (port) => {
    const { text } = await insist(port, [...last], { pause: 2 });
    demand(text.startsWith('HTTP/1.1 200'), text);
  }],
  ['a request, then half closed', async (port) => {
    const { how, text } = await insist(port, [good], { end: true, pause: 0 });
    demand(how === 'closed' && (text === '' || text.startsWith('HTTP/1.1 200')), `${how}: ${text}`);
  }],
  ['slow heads, slow bodies and idle ones come to an end', async (port) => {
    const drip = async (begin) => {
      const began = Date.now();
      const [one] = idlers(port, 1, begin, '127.0.0.5');
      while (one.open && Date.now() - began < 40000) {
        await sleep(400);
        one.socket.write('a');
      }
      one.socket.destroy();
      return Date.now() - began;
    };
    const idle = async () => {
      const began = Date.now();
      const [one] = idlers(port, 1, good, '127.0.0.5');
      while (one.open && Date.now() - began < 40000) await sleep(200);
      one.socket.destroy();
      return Date.now() - began;
    };
    const took = await Promise.all([
      drip('GET /healthz HTTP/1.1\r\nA: '),
      drip('POST /api/v1/cases HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n'),
      drip(`${good}GET /healthz HTTP/1.1\r\nA: `),
      drip('GET /'),
      idle(),
    ]);
    // After 15 s, and the look that finds it; a machine with much to do takes its time.
    demand(took.every((ms) => ms < 30000), `after ${took} ms`);
  }],
  ['clients that leave without reading', async (port) => {
    const list = idlers(port, 50, good.repeat(200), '127.0.0.6');
    await sleep(200);
    list.forEach((one) => one.socket.resetAndDestroy());
  }],
];
