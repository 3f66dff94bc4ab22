import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ROOT } from './Script.js';

describe.each([
  ['./demo', 5, 'payara or wildfly'],
  ['./sample', 4, 'payara or wildfly or both'],
])('%s', (script, most, servers) => {
  const run = (...options: string[]) => spawnSync(script, options, { cwd: ROOT, encoding: 'utf8' });

  test.each([
    [`--nodes ${most + 1}`, `--nodes must be a number from 1 to ${most}, not '${most + 1}'.`],
    ['--nodes two', `--nodes must be a number from 1 to ${most}, not 'two'.`],
    ['--nodes', '--nodes needs a value.'],
    ['--server jetty', `--server must be ${servers}, not 'jetty'.`],
    ['--port 80', "--port must be a number from 1024 to 65000, not '80'."],
    ['--port 65001', "--port must be a number from 1024 to 65000, not '65001'."],
    ['--colour', 'Unknown option --colour.'],
  ])('names the wrong option in %s', (options, reason) => {
    const { status, stdout, stderr } = run(...options.split(' '));
    expect(stderr).toBe(`${reason} See ${script} --help\n`);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('lists every option with --help', () => {
    const { status, stdout } = run('--help');
    for (const option of ['--server NAME', '--nodes N', '--port P', '--no-build', '--help']) {
      expect(stdout).toContain(option);
    }
    expect(status).toBe(0);
  });

  test.each([
    [0, 'HTTP of node-1'],
    [1, 'HTTP of node-2'],
    [101, 'cluster port of node-2'],
    [200, 'management of node-1'],
    [300, 'database'],
  ])('starts nothing if port P+%d is taken, and names its use', async (offset, use) => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { status, stderr } = run('--no-build', '--port', String(port - offset));
    other.close();
    expect(stderr).toContain(`Port ${port} is taken (${use}).`);
    expect(stderr).toContain('Nothing was started.');
    expect(status).toBe(1);
  });
});

test('./sample --server both needs two nodes', () => {
  const { status, stderr } = spawnSync('./sample', ['--server', 'both', '--nodes', '1'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(stderr).toBe('--server both needs 2 nodes or more. See ./sample --help\n');
  expect(status).toBe(2);
});
