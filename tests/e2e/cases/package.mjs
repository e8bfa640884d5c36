/** A package for a case: the case's manifest, and pages of our own in the place of its activities. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { zip } from '../zip.mjs';

/** What a page does when it is taken away, by the end of its name; other pages do nothing then. */
const ON_UNLOAD = {
  'SequencingTestSingleDoTerminate.htm': '',
  'exitAllOnUnload.htm': 'exitAll',
  'suspendAllOnUnload.htm': 'suspendAll',
  'tarAct4OnUnload.htm': '{target=activity_4}choice',
};

/** Whether the page of this address ends its session itself, when it is taken away. */
export const endsOnUnload = (address) => Object.keys(ON_UNLOAD).some((name) => new URL(address).pathname.endsWith(`/${name}`));

/** Whether the page of this address is an asset, which does not know the API. */
export const isAsset = (address) => new URL(address).pathname.endsWith('/AssetLaunchTest.htm');

/**
 * @param {string} folder of the cases
 * @param {string} name of the manifest, without `.xml`
 * @returns {Buffer} the archive
 */
export function casePackage(folder, name) {
  const manifest = readFileSync(join(folder, 'manifests', `${name}.xml`));
  const files = { 'imsmanifest.xml': manifest };
  for (const path of pathsOf(manifest.toString('utf8'))) {
    files[path] = /\.html?$/i.test(path) ? page(path) : '';
  }
  return zip(files);
}

/** Every path that the manifest may mean: each `href`, as it stands and below each `xml:base`. */
function pathsOf(manifest) {
  const values = (attribute) => [...manifest.matchAll(new RegExp(`\\b${attribute}\\s*=\\s*"([^"?#]+)`, 'g'))].map((match) => match[1].trim());
  const bases = ['', ...values('xml:base')];
  const combined = bases.flatMap((outer) => bases.map((inner) => (outer === inner ? outer : outer + inner)));
  const paths = values('href').filter((href) => !/^[a-z]+:/i.test(href)).flatMap((href) => combined.map((base) => base + href));
  return new Set(paths.filter((path) => !path.startsWith('/') && !path.includes('..')));
}

function page(path) {
  const onUnload = Object.entries(ON_UNLOAD).find(([name]) => path === name || path.endsWith(`/${name}`));
  const script = onUnload ? `(${whenTakenAway})(${JSON.stringify(onUnload[1])});` : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Activity</title>
<script>(${findsTheApi})();${script}</script></head><body><h1>Activity</h1></body></html>`;
}

/** Runs in the page: looks for the API as RTE 3.3.6.1 describes. */
function findsTheApi() {
  let place = window;
  for (let step = 0; step < 500 && !place.API_1484_11 && place.parent !== place; step += 1) place = place.parent;
  window.caseApi = place.API_1484_11 ?? window.opener?.API_1484_11 ?? null;
}

/** Runs in the page: says where to go, and ends the session. */
function whenTakenAway(request) {
  window.addEventListener('unload', () => {
    if (request) window.caseApi.SetValue('adl.nav.request', request);
    window.caseApi.Terminate('');
  });
}
