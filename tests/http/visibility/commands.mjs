// SPDX-License-Identifier: Apache-2.0
// What is asked of each command that answers in the view of an institution (--as), which its own help says.
import { spawnSync } from 'node:child_process';

const questions = (its) => ({
  'case open': [['stay', '--city', 'nowhere'], ['stay', '--city', 'alpha', '--case', '{"surplus":1}']],
  'case send': [[its, 'nothing'], [its, 'end'], [its, 'fail_guard'], [its, 'fail_anyone']],
  'case task': [[its], [its, '2.1', '--done']],
  'case note': [[its, '']],
  'case reopen': [[its]],
  'case list': [['--status', 'all'], ['--q', 'canary'], ['--limit', '1']],
  'case show': [[its]],
  'case journal': [[its], [its, '--whole']],
  'case explain': [[its]],
  'task list': [[], ['--overdue'], ['--limit', '1']],
  'task done': [[`${its}-2.1`], [`${its}-9.9`]],
  'task sign': [[`${its}-2.1`]],
  'task waive': [[`${its}-2.1`, 'why']],
  indicators: [[], ['--package', 'stay', '--by', 'city']],
});

export class Commands {
  constructor(program) {
    this.program = program;
    const help = (...words) => spawnSync(program, [...words, '--help'], { encoding: 'utf8' }).stdout;
    const names = [...help().matchAll(/^ {2}([a-z]+(?: [a-z]+)*) {2,}/gm)].map((found) => found[1]);
    this.viewed = names.filter((name) => /^ {2}--as /m.test(help(...name.split(' '))));
    this.asked = new Set();
  }

  all(its, as) {
    return Object.entries(questions(its)).flatMap(([command, all]) =>
      all.flatMap((words) => [[], ['--json']].map((form) => [command, [...command.split(' '), ...words, '--as', as, ...form]])));
  }

  run(town, command, words) {
    this.asked.add(command);
    const said = spawnSync(this.program, [...words, '--db', town.database], { cwd: town.folder, encoding: 'utf8' });
    return { status: said.status, headers: {}, text: `${said.status}\n${said.stdout}\n${said.stderr}` };
  }

  lacking() {
    return [
      ...this.viewed.filter((name) => !this.asked.has(name)).map((name) => `sprawa ${name} was not asked`),
      ...[...this.asked].filter((name) => !this.viewed.includes(name)).map((name) => `sprawa ${name} has no --as`),
    ];
  }
}
