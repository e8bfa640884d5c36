// Tells the run-time (SCORM 2004, API_1484_11) how far the reader has come. Reads well without one.
(() => {
  'use strict';

  const find = (from) => {
    let place = from;
    // RTE 3.3.6: the API lies in a parent, or in the window that opened us, at most a few steps away.
    for (let step = 0; place && step < 500; step += 1) {
      try {
        if (place.API_1484_11) return place.API_1484_11;
      } catch { return null; }
      if (place.parent === place) break;
      place = place.parent;
    }
    return null;
  };
  const api = find(window) ?? (window.opener ? find(window.opener) : null);
  const running = api?.Initialize('') === 'true';
  const set = (element, value) => { if (running) api.SetValue(element, value); };
  const get = (element) => (running ? api.GetValue(element) : '');
  const begun = Date.now();

  const form = document.querySelector('form');
  const told = form.querySelector('.answer');
  const answered = () => get('cmi.completion_status') === 'completed';

  if (!answered()) set('cmi.completion_status', 'incomplete');
  if (get('cmi.location') === 'question') document.getElementById('question').scrollIntoView();

  // The bookmark: whoever has seen the question comes back to it.
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) set('cmi.location', 'question');
  }).observe(form);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const chosen = form.querySelector('input:checked');
    if (!chosen) {
      told.textContent = told.dataset.none;
      return;
    }
    const right = chosen.hasAttribute('data-right');
    told.textContent = right ? told.dataset.right : told.dataset.wrong;
    set('cmi.score.min', '0');
    set('cmi.score.max', '100');
    set('cmi.score.raw', right ? '100' : '0');
    set('cmi.score.scaled', right ? '1' : '0');
    set('cmi.success_status', right ? 'passed' : 'failed');
    set('cmi.completion_status', 'completed');
    if (running) api.Commit('');
  });

  let over = false;
  const leave = () => {
    if (over || !running) return;
    over = true;
    set('cmi.session_time', `PT${Math.round((Date.now() - begun) / 1000)}S`);
    set('cmi.exit', answered() ? 'normal' : 'suspend');
    api.Terminate('');
  };
  window.addEventListener('pagehide', leave);
})();
