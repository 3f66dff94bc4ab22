import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** The modules that a module imports, types and lazily loaded modules included. */
const imports = new Map(
  files.map((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join('src', file), 'utf8'));
    const paths = importedFiles.map(({ fileName }) => fileName).filter((path) => path.startsWith('.'));
    return [file, paths.map((path) => join(dirname(file), path.replace(/\.js$/, '.ts')))];
  }),
);

/** The first cycle that begins at the last module of the path. */
function cycle(path: readonly string[], done: Set<string>): readonly string[] | undefined {
  const last = path.at(-1)!;
  for (const next of imports.get(last)!) {
    if (path.includes(next)) {
      return [...path.slice(path.indexOf(next)), next];
    }
    const found = done.has(next) ? undefined : cycle([...path, next], done);
    if (found) {
      return found;
    }
  }
  done.add(last);
  return undefined;
}

test('no module imports itself, directly or through others', () => {
  const done = new Set<string>();
  expect(files.map((file) => cycle([file], done)).filter(Boolean)).toEqual([]);
  expect(imports.get(join('core', 'RealityClient.ts'))).toContain(join('core', 'Live.ts'));
});
