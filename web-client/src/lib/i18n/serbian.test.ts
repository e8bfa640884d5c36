// @vitest-environment node
import { expect, it } from 'vitest';
import { toLatin } from './serbian.js';

it.each([
  ['Љубав, њива, џеп', 'Ljubav, njiva, džep'],
  ['ЉУБАВ И ЏУГАЊ', 'LJUBAV I DŽUGANJ'],
  ['КОЊ', 'KONJ'],
  ['Њ', 'Nj'],
  ['Џ. Бајден', 'Dž. Bajden'],
  ['Ђорђевић, Чачак, Шабац, Жабљак', 'Đorđević, Čačak, Šabac, Žabljak'],
  ['SCORM 2004 и МИРКО', 'SCORM 2004 i MIRKO'],
  ['инјекција', 'injekcija']
])('%s → %s', (cyrillic, latin) => {
  expect(toLatin(cyrillic)).toBe(latin);
});
