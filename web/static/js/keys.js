// Keys: arrows walk the appointments of the calendar; single letters lead to the other views, unless the
// page says that they are off, something is typed or a modifier is held.
const typing = (e) => e.target.closest('input, textarea, select, [contenteditable]') || document.querySelector('dialog[open]');
const follow = (selector) => { const link = document.querySelector(selector); link?.click(); return Boolean(link); };

function walk(chip, key) {
  const lists = [...document.querySelectorAll('.day')].map((day) => [...day.querySelectorAll('.ev > a')]).filter((l) => l.length);
  const at = lists.findIndex((l) => l.includes(chip.querySelector('a')));
  const within = lists[at].indexOf(chip.querySelector('a'));
  const side = document.dir === 'rtl' ? -1 : 1;
  const next = {
    ArrowDown: () => lists[at][within + 1], ArrowUp: () => lists[at][within - 1],
    ArrowRight: () => lists[at + side]?.[0], ArrowLeft: () => lists[at - side]?.[0],
  }[key]();
  next?.focus();
  return true;
}

// act sends what a page of the appointment could send by itself.
function act(chip, action, fields) {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = `/appointments/${chip.dataset.id}/${action}`;
  for (const [name, value] of Object.entries({ ...fields, version: chip.dataset.version })) {
    const input = document.createElement('input');
    input.type = 'hidden'; input.name = name; input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
  return true;
}

// help shows the page of the shortcuts in a dialog, or goes there when it cannot be had.
async function help() {
  try {
    const answer = await fetch('/shortcuts');
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const list = page.querySelector('[data-keys]');
    if (!answer.ok || !list) throw new Error('no list of keys');
    const dialog = document.createElement('dialog');
    dialog.className = 'keys';
    dialog.setAttribute('aria-labelledby', 'keys-title');
    const title = document.createElement('h2'), close = document.createElement('button'), head = document.createElement('div');
    title.id = 'keys-title'; title.tabIndex = -1; title.autofocus = true; title.textContent = page.querySelector('h1').textContent;
    close.type = 'button'; close.className = 'btn btn-s'; close.textContent = list.dataset.keys;
    close.addEventListener('click', () => dialog.close());
    head.className = 'spread';
    head.append(title, close);
    dialog.append(head, document.adoptNode(list));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  } catch { location.href = '/shortcuts'; }
}

const views = { d: '/calendar/day/', w: '/calendar/week/', m: '/calendar/month/', a: '/agenda' };
const places = { c: '/calendar', a: '/agenda', b: '/briefs', l: '/clients', s: '/settings', q: '/admin/queue' };
let going = 0; // until when a letter after g names a place

const onChip = {
  m: (chip) => chip.dispatchEvent(new Event('movebykeys', { bubbles: true })),
  e: (chip) => { location.href = `${chip.querySelector('a').href}/edit`; return true; },
  x: (chip) => act(chip, 'status', { status: 'cancelled' }),
  Delete: (chip) => act(chip, 'delete', {}),
};
const rtl = () => document.dir === 'rtl';
const anywhere = {
  t: () => follow('[data-today]'),
  j: () => follow('.top-cal a[rel=next]'),
  k: () => follow('.top-cal a[rel=prev]'),
  ArrowRight: () => follow(`.top-cal a[rel=${rtl() ? 'prev' : 'next'}]`),
  ArrowLeft: () => follow(`.top-cal a[rel=${rtl() ? 'next' : 'prev'}]`),
  c: () => { location.href = '/appointments/new'; return true; },
  q: () => { const line = document.querySelector('#quick'); if (line) line.focus(); else location.href = '/appointments/new?q='; return true; },
  z: () => follow('.toast form button'),
  g: () => { going = Date.now() + 1500; return true; },
  '.': () => { document.querySelector('.with-aside')?.classList.toggle('bare'); return true; },
  '?': () => { help(); return true; },
};

document.addEventListener('keydown', (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e)) return;
  const chip = e.target.closest('.ev');
  if (chip && e.key.startsWith('Arrow')) { if (walk(chip, e.key)) e.preventDefault(); return; }
  if (document.documentElement.dataset.shortcuts === 'off') return;
  const place = Date.now() < going && places[e.key];
  going = 0;
  let done;
  if (place) done = follow(`.nav a[href="${place}"]`);
  else if (chip?.dataset.id && onChip[e.key]) done = onChip[e.key](chip);
  else if (views[e.key]) done = follow(`.top .seg a[href^="${views[e.key]}"]`) || follow(`.nav a[href="${views[e.key]}"]`);
  else done = anywhere[e.key]?.();
  if (done) e.preventDefault();
});
