import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const page = read('../../../docs/browser.md');
const types = read('../../src/core/types.ts');

/** The members of an interface, read from the source. */
function members(name: string): string[] {
  const body = new RegExp(`export interface ${name}.*?\\{([\\s\\S]*?)\\n\\}`).exec(types)![1]!;
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, member]) => member!);
}

/** The names in the first column of the table below a heading. */
function rows(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
}

test.each([
  ['RealityClientOptions', 'Options of a client'],
  ['SubscribeOptions', 'Options of a subscription'],
  ['MutateOptions', 'Mutations'],
])('the page lists exactly the options of %s', (name, heading) => {
  expect(rows(heading).sort()).toEqual(members(name).sort());
});
