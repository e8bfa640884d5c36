/** SCORM 2004 packages of plain lessons: each a page with a heading, a place to bookmark, and a button that ends it. */
import { zip } from './zip.mjs';

/**
 * @param {{title: string, language: string, lessons: [id: string, title: string, text?: string, sequencing?: string][]}} course
 *   `sequencing` is what stands in a lesson's `imsss:sequencing`
 * @param {{folder?: string, name?: (id: string) => string, saysEncoding?: boolean}} [form] a folder around everything,
 *   how pages are called, whether the archive says in which encoding
 * @returns {Buffer} the archive
 */
export function lessonsPackage({ title, language, lessons }, { folder = '', name = (id) => `${id}.html`, saysEncoding } = {}) {
  const files = { [`${folder}imsmanifest.xml`]: manifest(title, language, lessons, name) };
  for (const lesson of lessons) files[`${folder}${name(lesson[0])}`] = page(language, lesson);
  return zip(files, { saysEncoding });
}

function manifest(title, language, lessons, name) {
  const items = lessons.map(([id, called, , sequencing = '']) =>
    `<item identifier="${id}" identifierref="page-${id}"><title>${called}</title>${sequencing && `<imsss:sequencing>${sequencing}</imsss:sequencing>`}</item>`);
  const resources = lessons.map(([id]) => {
    const href = encodeURI(name(id));
    return `<resource identifier="page-${id}" type="webcontent" adlcp:scormType="sco" href="${href}"><file href="${href}"/></resource>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="plain-lessons" version="1" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
    xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"
    xmlns:imsmd="http://ltsc.ieee.org/xsd/LOM">
  <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion>
    <imsmd:lom><imsmd:general><imsmd:language>${language}</imsmd:language></imsmd:general></imsmd:lom></metadata>
  <organizations default="course"><organization identifier="course"><title>${title}</title>
    ${items.join('\n    ')}
    <imsss:sequencing><imsss:controlMode choice="true" flow="true"/></imsss:sequencing>
  </organization></organizations>
  <resources>
    ${resources.join('\n    ')}
  </resources>
</manifest>`;
}

function page(language, [, title, text = '']) {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title></head>
<body><main><h1>${title}</h1><p>${text}</p><button type="button" id="done">OK</button><p role="status"></p></main>
<script>(${lesson})();</script></body></html>`;
}

/** Runs in the content. */
function lesson() {
  let place = window;
  while (!place.API_1484_11 && place.parent !== place) place = place.parent;
  const api = place.API_1484_11;
  if (!api) return;
  api.Initialize('');
  document.getElementById('done').addEventListener('click', () => {
    api.SetValue('cmi.completion_status', 'completed');
    api.SetValue('cmi.success_status', 'passed');
    api.SetValue('cmi.score.scaled', '0.8');
    document.querySelector('[role=status]').textContent = api.Commit('');
  });
  window.addEventListener('pagehide', () => api.Terminate(''));
}
