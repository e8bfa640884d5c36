/* What the lesson does at its end is said by its address: ?end=unload | pagehide | beforeunload | quiet. */
const wish = new URLSearchParams(location.search);
const find = () => {
  let here = window;
  for (let step = 0; step < 500; step += 1) {
    if (here.API_1484_11) return here.API_1484_11;
    if (!here.parent || here.parent === here) break;
    here = here.parent;
  }
  return window.opener ? window.opener.API_1484_11 : null;
};
const api = find();
const show = (text) => (document.getElementById('result').textContent = text);
const say = (element, value) => show(`${api.SetValue(element, value)} ${api.GetLastError()}`);

document.getElementById('name').textContent = wish.get('name') ?? 'Lesson';
if (!api) show('no API');
else {
  show(`${api.Initialize('')} at ${api.GetValue('cmi.location')}`);
  if (wish.has('begin')) say('cmi.location', wish.get('begin'));
  let answers = 0;
  document.getElementById('answer').addEventListener('click', () => {
    answers += 1;
    api.SetValue('cmi.location', String(answers));
    show(`${api.Commit('')} ${api.GetLastError()}`);
  });
  document.getElementById('finish').addEventListener('click', () => {
    if (wish.has('request')) api.SetValue('adl.nav.request', wish.get('request'));
    api.SetValue('cmi.completion_status', 'completed');
    show(`${api.Terminate('')} ${api.GetLastError()}`);
  });
  const end = wish.get('end');
  if (end && end !== 'quiet') {
    window.addEventListener(end, () => {
      api.SetValue('cmi.suspend_data', `said in ${end}`);
      api.SetValue('cmi.exit', 'suspend');
      api.Terminate('');
    });
  }
}
