/**
 * A SCORM 1.2 package as authors send them: everything in one folder, file names in Cyrillic with spaces.
 *
 * Two lessons: one of three pages with its place kept in `cmi.core.lesson_location`, and a question that passes.
 */
import { zip } from './zip.mjs';

const FOLDER = 'Курс за слање';

/** @returns {Buffer} the archive */
export function cyrillicPackage() {
  const files = {
    'imsmanifest.xml': manifest,
    'Први час.html': page('Први час', '<p>Страна <output id="page">1</output> од 3</p><button type="button" id="turn">Даље</button>', lesson),
    'Провера знања.html': page(
      'Провера знања',
      `<fieldset><legend>Колико слова има азбука?</legend>
<label><input type="radio" name="answer" value="26"> 26</label>
<label><input type="radio" name="answer" value="30"> 30</label></fieldset>
<button type="button" id="send">Пошаљи одговор</button><p role="status" id="said"></p>`,
      question,
    ),
  };
  return zip(Object.fromEntries(Object.entries(files).map(([path, content]) => [`${FOLDER}/${path}`, content])));
}

const manifest = `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="azbuka" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>Азбука за почетак</title>
      <item identifier="first" identifierref="page-first"><title>Први час</title></item>
      <item identifier="check" identifierref="page-check"><title>Провера знања</title>
        <adlcp:masteryscore>80</adlcp:masteryscore></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page-first" type="webcontent" adlcp:scormtype="sco" href="Први%20час.html">
      <file href="Први%20час.html"/>
    </resource>
    <resource identifier="page-check" type="webcontent" adlcp:scormtype="sco" href="Провера%20знања.html">
      <file href="Провера%20знања.html"/>
    </resource>
  </resources>
</manifest>`;

function page(title, body, script) {
  return `<!doctype html><html lang="sr-Cyrl"><head><meta charset="utf-8"><title>${title}</title></head>
<body><main><h1>${title}</h1>${body}</main><script>(${script})((${findApi})());</script></body></html>`;
}

/** Runs in the content. */
function findApi() {
  let place = window;
  while (!place.API && place.parent !== place) place = place.parent;
  place.API.LMSInitialize('');
  return place.API;
}

/** Runs in the content: goes on at the page where the learner was, and says when the last is reached. */
function lesson(api) {
  const output = document.getElementById('page');
  output.textContent = api.LMSGetValue('cmi.core.lesson_location') || '1';
  document.getElementById('turn').addEventListener('click', () => {
    const next = Math.min(3, Number(output.textContent) + 1);
    output.textContent = String(next);
    api.LMSSetValue('cmi.core.lesson_location', String(next));
    api.LMSSetValue('cmi.core.lesson_status', next === 3 ? 'completed' : 'incomplete');
    api.LMSSetValue('cmi.core.exit', 'suspend');
  });
}

/** Runs in the content: a question with one right answer. */
function question(api) {
  document.getElementById('send').addEventListener('click', () => {
    const given = document.querySelector('[name=answer]:checked').value;
    const right = given === '30';
    const set = (element, value) => api.LMSSetValue(element, value);
    set('cmi.interactions.0.id', 'letters');
    set('cmi.interactions.0.type', 'choice');
    set('cmi.interactions.0.student_response', given === '30' ? 'b' : 'a');
    set('cmi.interactions.0.result', right ? 'correct' : 'wrong');
    set('cmi.core.score.min', '0');
    set('cmi.core.score.max', '100');
    set('cmi.core.score.raw', right ? '100' : '0');
    set('cmi.core.session_time', '00:01:30');
    document.getElementById('said').textContent = `${api.LMSCommit('')} ${api.LMSGetLastError()}`;
  });
}
