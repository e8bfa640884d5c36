import assert from 'node:assert/strict';
import { test } from 'node:test';

import { zip } from './zip.mjs';

test('an archive ends with a directory of its entries', () => {
  const archive = zip({ 'imsmanifest.xml': '<manifest/>', 'час/ђак.html': 'здраво' });
  const end = archive.length - 22;
  assert.equal(archive.readUInt32LE(end), 0x06054b50);
  assert.equal(archive.readUInt16LE(end + 10), 2);
  const directory = archive.readUInt32LE(end + 16);
  assert.equal(archive.readUInt32LE(directory), 0x02014b50);
  assert.equal(directory + archive.readUInt32LE(end + 12), end);
});

test('the same files make the same archive', () => {
  assert.deepEqual(zip({ a: '1' }), zip({ a: Buffer.from('1') }));
});
