import type { Difference } from './differential.test-support';

/** Where the two run-times answer differently, and the clause by which ours does. */
interface Disagreement {
  what: string;
  clause: string;
  is(difference: Difference): boolean;
}

const get = ({ call }: Difference): boolean => call === 'GetValue';
const set = ({ call }: Difference): boolean => call === 'SetValue';
const older = ({ standard }: Difference): boolean => standard === 'scorm12';
const newer = ({ standard }: Difference): boolean => standard === 'scorm2004';
const inList = ({ name }: Difference): boolean => /\.n\./.test(name);
const gives = ({ ours }: Difference, ...codes: string[]): boolean => codes.includes(ours[1]);
const taken = ({ ours, theirs }: Difference): boolean => ours[0] === 'true' && theirs[0] !== 'true';
const refused = ({ ours, theirs }: Difference): boolean => ours[0] !== 'true' && theirs[0] === 'true';

/** The first that fits is the one that decides. */
export const DISAGREEMENTS: Disagreement[] = [
  {
    what: 'a call that succeeds leaves no error behind',
    clause: 'RTE 3.1.7: a successful call sets the error code to 0',
    is: (d) => d.ours[0] === d.theirs[0] && gives(d, '0')
  },
  {
    what: 'shared data stores are made by the LMS alone',
    clause: 'RTE 4.3, adl.data: the stores are those that the manifest names',
    is: (d) => d.name.startsWith('adl.data.')
  },
  {
    what: 'a navigation request can be read back',
    clause: 'SN 5.6, adl.nav.request: it is read and written, initially _none_',
    is: (d) => get(d) && d.name === 'adl.nav.request'
  },
  {
    what: 'a navigation request with a target has one',
    clause: 'SN 5.6, adl.nav.request: {target=…} before choice and jump',
    is: (d) => set(d) && d.name === 'adl.nav.request' && gives(d, '406')
  },
  {
    what: 'what was refused makes no record',
    clause: 'RTE 3.1.4.2: a failed SetValue changes nothing',
    is: (d) => get(d) && d.name.endsWith('_count') && Number(d.ours[0]) < Number(d.theirs[0])
  },
  {
    what: 'there is nothing to read beyond what there is',
    clause: 'RTE 4.1.1.2, 3.1.4.1: error 301 for an index that does not exist; 201 in SCORM 1.2',
    is: (d) => get(d) && inList(d) && gives(d, '301', '201')
  },
  {
    what: 'without a value there is none to read',
    clause: 'RTE 3.1.4.1: error 403 until a value is set',
    is: (d) => get(d) && newer(d) && gives(d, '403')
  },
  {
    what: 'initial values of SCORM 1.2',
    clause: 'RTE12 3.4.4: preferences 0, status "not attempted", no highest score unless it was set',
    is: (d) => get(d) && older(d) && gives(d, '0')
  },
  {
    what: 'records are made one after the other, and hold their identifier first',
    clause: 'RTE 4.1.1.2: error 351 for an index beyond the next; 201 in SCORM 1.2',
    is: (d) => set(d) && inList(d) && gives(d, '351', '201') && !taken(d)
  },
  {
    what: 'what a record needs first',
    clause: 'RTE 4.2.9.1, 4.2.17.1: error 408 until the identifier (and the type) is set',
    is: (d) => set(d) && inList(d) && gives(d, '408')
  },
  {
    what: 'what can only be read is that, whatever the index',
    clause: 'RTE 3.1.4.2: error 404 for a read-only element; 402 for a keyword in SCORM 1.2',
    is: (d) => set(d) && gives(d, '404', '402')
  },
  {
    what: 'identifiers are identifiers',
    clause: 'RTE 4.1.1, long_identifier_type: a URI; RTE12 3.4.4: CMIIdentifier has no white space',
    is: (d) => set(d) && d.name.endsWith('.id') && gives(d, '406', '405')
  },
  {
    what: 'more is kept than the least that must be',
    clause: 'RTE 4.1.1.3: the smallest permitted maximum is a minimum',
    is: (d) => set(d) && taken(d) && d.value.length > 250
  },
  {
    what: 'an interaction may be given another identifier',
    clause: 'RTE 4.2.9.1: cmi.interactions.n.id is read and written, and need not be unique',
    is: (d) => set(d) && taken(d) && d.name === 'cmi.interactions.n.id'
  },
  {
    what: 'a language is a code',
    clause: 'RTE 4.1.1, language_type: ISO 639, i or x, and subtags; or nothing',
    is: (d) => set(d) && d.name === 'cmi.learner_preference.language'
  },
  {
    what: 'captions are a state, not a number in a range',
    clause: 'RTE 4.2.13.1: -1, 0, 1; anything else is of another type',
    is: (d) => set(d) && d.name === 'cmi.learner_preference.audio_captioning' && gives(d, '406')
  },
  {
    what: 'preferences have no highest value',
    clause: 'RTE 4.2.13.1: real (10,7), at least 0',
    is: (d) => set(d) && taken(d) && /learner_preference\.(audio_level|delivery_speed)$/.test(d.name)
  },
  {
    what: 'weights and results of SCORM 1.2 are any decimal number',
    clause: 'RTE12 3.4.4: CMIDecimal without a range',
    is: (d) => set(d) && older(d) && taken(d) && /interactions\.n\.(weighting|result)$/.test(d.name)
  },
  {
    what: 'the words of SCORM 1.2 are those of SCORM 1.2',
    clause: 'RTE12 3.4.4: CMIVocabulary',
    is: (d) => set(d) && older(d) && /(exit|result|status|type)$/.test(d.name)
  },
  {
    what: 'delimiters that a type does not have are text',
    clause: 'RTE 4.1.1, reserved delimiters: {lang=…} alone belongs to a localized string',
    is: (d) => set(d) && taken(d) && /^\{(case_matters|target)=/.test(d.value)
  },
  {
    what: 'an empty text is a text',
    clause: 'RTE 4.1.1, characterstring: it may be empty',
    is: (d) => set(d) && taken(d) && d.value === ''
  },
  {
    what: 'a time interval has a part',
    clause: 'RTE 4.1.1, timeinterval: P or PT alone is none',
    is: (d) => set(d) && refused(d) && /^PT?$/.test(d.value)
  }
];
