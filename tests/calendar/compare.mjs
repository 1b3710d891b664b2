// SPDX-License-Identifier: Apache-2.0
// Compares the holidays of our calendars with those of the npm package date-holidays, day by day, 1990 to 2050.
//
//     node compare.mjs MODULES DUMP CALENDAR.yaml...
//
// MODULES is the folder in which the packages are installed, DUMP the program that prints what our calendars say
// (calendar_dump.c). Easter is reckoned here once more, by Butcher's rule, so that the expectations do not lean on what they test.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const [modules, dump, ...calendars] = process.argv.slice(2);
const FIRST = 1990, LAST = 2050;

function ours() {
  const lines = execFileSync(dump, [String(FIRST), String(LAST), ...calendars], { encoding: 'utf8' }).trim().split('\n');
  return new Set(lines);
}

function theirs(countries) {
  const Holidays = createRequire(resolve(modules, 'package.json'))('date-holidays');
  const days = new Set();
  for (const country of countries) {
    const source = new Holidays(country);
    for (let year = FIRST; year <= LAST; year++)
      for (const h of source.getHolidays(year))
        if (h.type === 'public') days.add(`${country} ${h.date.slice(0, 10)}`);
  }
  return days;
}

function easter(year) {
  const a = year % 19, b = Math.floor(year / 100), c = year % 100, d = Math.floor(b / 4), e = b % 4;
  const g = Math.floor((8 * b + 13) / 25), h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4), k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25), day = (h + l - 7 * m + 33 * month + 19) % 32;
  return Date.UTC(year, month - 1, day);
}

function dateOf(on, year) {
  const offset = /^easter([+-]\d+)$/.exec(on);
  return offset ? new Date(easter(year) + Number(offset[1]) * 86400000).toISOString().slice(0, 10) : `${year}-${on}`;
}

// "CZ 1999-11-17" -> the listed difference, of which the source is wrong on that day.
function listed() {
  const { differences } = JSON.parse(readFileSync(new URL('differences.json', import.meta.url), 'utf8'));
  const days = new Map();
  for (const d of differences) {
    if (!d.reason || !d.basis) throw new Error(`no reason or basis: ${JSON.stringify(d)}`);
    for (let year = d.years[0]; year <= d.years[1]; year++) days.set(`${d.calendar} ${dateOf(d.on, year)}`, d.free);
  }
  return days;
}

const our = ours();
const countries = [...new Set([...our].map((line) => line.slice(0, 2)))];
const their = theirs(countries);
const known = listed();
const faults = [];

for (const day of new Set([...our, ...their])) {
  if (our.has(day) === their.has(day)) continue;
  if (known.get(day) !== our.has(day))
    faults.push(`${day}: ${our.has(day) ? 'free here, not in the source' : 'free in the source, not here'}, and not listed`);
}
for (const [day, free] of known)
  if (our.has(day) !== free || their.has(day) === free) faults.push(`${day}: listed as a difference, but there is none`);

for (const fault of faults.sort()) console.log(fault);
console.log(`${countries.join(', ')}: ${our.size} holidays here, ${their.size} in the source, ${known.size} known differences, ` +
            `${faults.length} faults`);
process.exit(faults.length || countries.length !== calendars.length ? 1 : 0);
