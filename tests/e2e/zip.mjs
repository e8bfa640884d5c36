/** Archives of the fixtures: ZIP with stored entries and UTF-8 names (APPNOTE 4.3, 4.4.4 bit 11). */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { crc32 } from 'node:zlib';

const UTF8_NAMES = 0x0800;
const VERSION = 20;
/** 1980-01-01, the first day that the format knows: archives of the same files are the same. */
const DATE = 0x21;

/**
 * @param {Record<string, string | Buffer>} files content by path, in the order in which they are stored
 * @param {{saysEncoding?: boolean}} [options] `saysEncoding: false`: names in UTF-8 that do not say so, as some
 *   systems write them
 * @returns {Buffer} the archive
 */
export function zip(files, { saysEncoding = true } = {}) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path, 'utf8');
    const data = Buffer.isBuffer(content) ? content : Buffer.from(content, 'utf8');
    const shared = entryFields(name, data, saysEncoding ? UTF8_NAMES : 0);
    const local = Buffer.concat([signature(0x04034b50), shared, name]);
    const central = Buffer.concat([signature(0x02014b50), word(VERSION), shared, Buffer.alloc(10), long(offset), name]);
    parts.push(local, data);
    directory.push(central);
    offset += local.length + data.length;
  }
  const count = directory.length;
  const listing = Buffer.concat(directory);
  const end = [signature(0x06054b50), word(0), word(0), word(count), word(count), long(listing.length), long(offset), word(0)];
  return Buffer.concat([...parts, listing, ...end]);
}

/**
 * @param {string} folder every file below it goes into the archive
 * @param {Record<string, string | Buffer>} [more] files to add, or to put in the place of the folder's
 * @param {(path: string) => boolean} [keep] which of the folder's files go into it
 * @returns {Buffer} the archive
 */
export function zipFolder(folder, more = {}, keep = () => true) {
  const files = {};
  for (const file of filesBelow(folder)) {
    const path = relative(folder, file).split(sep).join('/');
    if (keep(path)) files[path] = readFileSync(file);
  }
  return zip({ ...files, ...more });
}

function filesBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The fields that a local header and a central one have in common, up to the length of the extra field. */
function entryFields(name, data, flags) {
  const size = long(data.length);
  const stored = 0;
  return Buffer.concat([
    word(VERSION), word(flags), word(stored), word(0), word(DATE),
    long(crc32(data)), size, size, word(name.length), word(0),
  ]);
}

const signature = (number) => long(number);

function word(number) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(number);
  return bytes;
}

function long(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}
