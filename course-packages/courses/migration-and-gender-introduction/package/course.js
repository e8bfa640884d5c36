// One SCO of SCORM 1.2: pages, a bookmark, a check. Reads well without a run-time.
(() => {
  'use strict';

  const find = (from) => {
    let place = from;
    for (let step = 0; place && step < 500; step += 1) {
      try {
        if (place.API) return place.API;
      } catch { return null; }
      if (place.parent === place) break;
      place = place.parent;
    }
    return null;
  };
  const api = find(window) ?? (window.opener ? find(window.opener) : null);
  const running = api?.LMSInitialize('') === 'true';
  const set = (element, value) => { if (running) api.LMSSetValue(element, String(value)); };
  const get = (element) => (running ? api.LMSGetValue(element) : '');
  const begun = Date.now();

  const pages = [...document.querySelectorAll('article')];
  const [back, next] = ['back', 'next'].map((id) => document.getElementById(id));
  const isOver = () => ['passed', 'completed'].includes(get('cmi.core.lesson_status'));
  let shown = 0;

  const show = (index, moved) => {
    shown = Math.max(0, Math.min(index, pages.length - 1));
    pages.forEach((page, number) => page.classList.toggle('shown', number === shown));
    document.getElementById('number').textContent = shown + 1;
    document.getElementById('progress').value = shown + 1;
    back.hidden = shown === 0;
    next.hidden = shown === pages.length - 1;
    set('cmi.core.lesson_location', pages[shown].id);
    if (moved) {
      window.scrollTo(0, 0);
      pages[shown].querySelector('h2').focus();
      if (running) api.LMSCommit('');
    }
  };

  document.body.classList.add('paged');
  if (!isOver() && get('cmi.core.lesson_status') !== 'failed') set('cmi.core.lesson_status', 'incomplete');
  show(pages.findIndex((page) => page.id === get('cmi.core.lesson_location')), false);
  back.addEventListener('click', () => show(shown - 1, true));
  next.addEventListener('click', () => show(shown + 1, true));

  const form = document.getElementById('check');
  const result = form.querySelector('.result');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const questions = [...form.querySelectorAll('fieldset')];
    const chosen = questions.map((question) => question.querySelector('input:checked'));
    const open = chosen.findIndex((input) => !input);
    if (open >= 0) {
      result.textContent = `Question ${open + 1} has no answer yet.`;
      questions[open].querySelector('input').focus();
      return;
    }
    const right = chosen.filter((input) => input.hasAttribute('data-right')).length;
    const points = (right / questions.length) * 100;
    const passed = points >= 80;
    result.textContent = `${right} of ${questions.length} answers are right. ${passed ? 'Passed.' : 'Read the pages again and try once more.'}`;
    // The best result counts.
    if (points >= Number(get('cmi.core.score.raw') || 0)) {
      set('cmi.core.score.min', 0);
      set('cmi.core.score.max', 100);
      set('cmi.core.score.raw', points);
      set('cmi.core.lesson_status', passed ? 'passed' : 'failed');
    }
    chosen.forEach((input, index) => {
      set(`cmi.interactions.${index}.id`, input.name);
      set(`cmi.interactions.${index}.type`, 'choice');
      set(`cmi.interactions.${index}.student_response`, 'abc'[input.value]);
      set(`cmi.interactions.${index}.result`, input.hasAttribute('data-right') ? 'correct' : 'wrong');
    });
    if (running) api.LMSCommit('');
  });

  const clock = (seconds) => {
    const part = (number) => String(Math.floor(number)).padStart(2, '0');
    return `${part(seconds / 3600)}:${part((seconds % 3600) / 60)}:${part(seconds % 60)}`;
  };
  let over = false;
  const leave = () => {
    if (over || !running) return;
    over = true;
    set('cmi.core.session_time', clock((Date.now() - begun) / 1000));
    set('cmi.core.exit', isOver() ? '' : 'suspend');
    api.LMSFinish('');
  };
  window.addEventListener('pagehide', leave);
})();
