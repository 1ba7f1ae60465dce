// While an appointment's form is filled in, the day beside it and the line that reads the time back
// follow, and the end follows the length or the length the end. The server draws and reckons all of it:
// this only sends the form for a preview and takes the parts over.
const form = document.querySelector('[data-appointment]');
if (form) {
  const watched = new Set(['date', 'time', 'end', 'length', 'other', 'offset', 'slot', 'kind']);
  const field = (name) => form.elements.namedItem(name);
  let timer, running;

  const refresh = async () => {
    running = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set('preview', '1');
    try {
      const answer = await fetch(form.action, { method: 'POST', body, signal: running.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const name of ['readback', 'day']) {
        const old = document.querySelector(`[data-part="${name}"]`);
        const fresh = page.querySelector(`[data-part="${name}"]`);
        if (old && fresh) old.replaceWith(document.adoptNode(fresh));
      }
      const drawn = page.querySelector('[data-appointment]').elements;
      for (const name of ['length', 'other', 'end', 'drawn']) {
        if (field(name) !== document.activeElement) field(name).value = drawn.namedItem(name).value;
      }
    } catch { /* the form works without its preview */ }
  };
  const later = () => {
    running?.abort(); // it knows no more what counts
    clearTimeout(timer);
    timer = setTimeout(refresh, 250);
  };

  document.querySelector('[data-preview]').hidden = true;

  // Clients are offered by name as one is typed, and of one who is known it says when they come and came:
  // what the page of clients finds, whose rows are taken over.
  const client = field('client');
  const names = document.createElement('datalist'), known = document.createElement('p');
  names.id = 'clients';
  known.className = 'hint';
  known.setAttribute('role', 'status');
  const tell = (words) => { known.textContent = words; known.hidden = !words; };
  tell('');
  client.setAttribute('list', names.id);
  client.after(names, known);
  let typed, looking;
  const look = async () => {
    looking?.abort();
    looking = new AbortController();
    tell('');
    const name = client.value.trim();
    if (!name) { names.replaceChildren(); return; }
    try {
      const answer = await fetch(`/clients?${new URLSearchParams({ named: name })}`, { signal: looking.signal });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      names.replaceChildren();
      for (const row of page.querySelectorAll('[data-results] tbody tr')) {
        const option = document.createElement('option');
        option.value = row.querySelector('a').textContent;
        names.append(option);
        if (option.value.toLowerCase() !== name.toLowerCase()) continue;
        const told = [...row.querySelectorAll('[data-l]')].filter((cell) => !cell.querySelector('.vh'));
        tell(told.map((cell) => `${cell.dataset.l}: ${cell.textContent.trim()}`).join(' · '));
      }
    } catch { /* a name can be typed without */ }
  };
  client.addEventListener('input', () => { clearTimeout(typed); typed = setTimeout(look, 150); });

  form.addEventListener('input', (e) => {
    if (!watched.has(e.target.name)) return;
    if (e.target.name === 'slot') {
      const [date, time] = e.target.value.split('T');
      field('date').value = date;
      field('time').value = time.split(/[+-]/)[0]; // of a time that comes twice the offset follows
    } else {
      // What is typed now counts, not a free time that was picked before.
      for (const slot of form.querySelectorAll('[name=slot]')) slot.checked = false;
    }
    // Whoever chooses a length means no end that was typed before.
    if (['length', 'other', 'slot'].includes(e.target.name)) field('drawn').value = field('end').value;
    later();
  });
  field('end').addEventListener('blur', (e) => { if (!e.target.value) later(); });
}
