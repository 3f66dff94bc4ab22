import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const run = (options: string) =>
  spawnSync('./sample', options.split(' '), { cwd: fileURLToPath(new URL('../../..', import.meta.url)), encoding: 'utf8' });

test.each([
  ['--nodes 5', "--nodes is a number from 1 to 4, not '5'."],
  ['--nodes two', "--nodes is a number from 1 to 4, not 'two'."],
  ['--nodes', '--nodes needs a value.'],
  ['--server jetty', "--server is payara, wildfly or both, not 'jetty'."],
  ['--server both --nodes 1', '--server both needs 2 nodes or more.'],
  ['--port 80', "--port is a number from 1024 to 65000, not '80'."],
  ['--colour', 'There is no option --colour.'],
])('./sample %s is refused, with a reason', (options, reason) => {
  const { status, stdout, stderr } = run(options);
  expect(stderr).toBe(`${reason} See ./sample --help\n`);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

test('./sample --help tells every option', () => {
  const { status, stdout } = run('--help');
  for (const option of ['--server NAME', '--nodes N', '--port P', '--no-build', '--help']) {
    expect(stdout).toContain(option);
  }
  expect(status).toBe(0);
});

test('./sample starts nothing if a port is taken, and says which', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = run(`--no-build --port ${port - 300}`);
  other.close();
  expect(stderr).toContain(`Port ${port} is taken (database).`);
  expect(stderr).toContain('Nothing was started.');
  expect(status).toBe(1);
});
