import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('no page of the client loads more than 90 kB of scripts at first', () => {
  const script = fileURLToPath(new URL('../../web-client/scripts/size.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}${stderr}`);
});
