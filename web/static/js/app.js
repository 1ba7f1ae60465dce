// What makes the pages quicker where scripts run. Nothing here is the only way to do anything.
// What only some pages have is loaded by these.
import './keys.js';

if (document.querySelector('[data-refresh]')) import('./live.js');
if (document.querySelector('[data-live-search]')) import('./search.js');
if (document.querySelector('#bulk, [data-live-search]')) import('./bulk.js');

// "/" goes to the search field, or to the page that has one, unless somebody is typing.
document.addEventListener('keydown', (e) => {
  if (e.key !== '/' || document.documentElement.dataset.shortcuts === 'off' || e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  if (e.target.closest('input, textarea, select, [contenteditable]')) return;
  const search = document.querySelector('[data-search]');
  e.preventDefault();
  if (search) { search.focus(); search.select(); } else location.href = '/search';
});

// Arrows walk an open menu, from its button on.
document.addEventListener('keydown', (e) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
  const menu = e.target.closest('.menu') ?? e.target.popoverTargetElement;
  if (!step || !menu?.matches('.menu:popover-open')) return;
  const items = [...menu.querySelectorAll('a, button')].filter((i) => i.offsetParent);
  const at = items.indexOf(e.target);
  e.preventDefault();
  items.at(at < 0 ? Math.min(step, 0) : (at + step) % items.length).focus();
});

// Deleting can be undone, so with scripts there is no page in between that asks.
document.addEventListener('click', (e) => {
  const link = e.target.closest('a[data-post]');
  if (!link || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
  e.preventDefault();
  const form = document.createElement('form');
  form.method = 'post';
  form.action = link.href;
  const version = document.createElement('input');
  version.type = 'hidden'; version.name = 'version'; version.value = link.dataset.post;
  form.append(version);
  document.body.append(form);
  form.submit();
});

// A password can be looked at.
for (const box of document.querySelectorAll('[data-password]')) {
  const input = box.querySelector('input');
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-ghost btn-s';
  const show = (shown) => {
    input.type = shown ? 'text' : 'password';
    button.textContent = shown ? box.dataset.hide : box.dataset.show;
    button.setAttribute('aria-pressed', String(shown));
    button.setAttribute('aria-label', box.dataset.label);
  };
  button.addEventListener('click', () => show(input.type === 'password'));
  input.form.addEventListener('submit', () => show(false));
  show(false);
  box.append(button);
}

// A form that is on its way is not sent twice by a second click.
document.addEventListener('submit', (e) => {
  if ((e.submitter?.formMethod || e.target.method) !== 'post' || e.defaultPrevented) return;
  if (e.target.dataset.sent) { e.preventDefault(); return; }
  e.target.dataset.sent = '1';
  setTimeout(() => { delete e.target.dataset.sent; }, 4000);
  // Whoever signs out leaves no drafts on the device.
  if (/\/sign-?out$/.test(e.target.action)) for (const key of Object.keys(localStorage)) if (key.startsWith('draft:')) localStorage.removeItem(key);
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

export function tools(root) {
  for (const b of root.querySelectorAll('[data-print]')) { b.hidden = false; b.onclick = () => print(); }
  for (const b of root.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) continue; // browsers give it to secure origins only
    b.hidden = false;
    b.onclick = async () => {
      await navigator.clipboard.writeText(document.getElementById(b.dataset.copy).innerText);
      b.lastChild.textContent = b.dataset.copied;
    };
  }
}
// A page that stays open keeps its session, until the day's end at the latest: who talks to a client
// for an hour is not asked for the password afterwards. Ten minutes before that end it says so, once.
if (document.querySelector('form[action="/signout"]')) {
  const keep = async () => {
    try {
      const left = Number((await fetch('/session', { redirect: 'manual' })).headers.get('Session-Left'));
      const note = document.querySelector('[data-ending]');
      if (!left || left > 600 || !note) return;
      const toast = document.createElement('div');
      toast.className = 'toast';
      toast.append(note.content);
      document.querySelector('.toasts').append(toast);
      note.remove();
    } catch { /* the next call tells */ }
  };
  setInterval(keep, 5 * 60 * 1000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) keep(); });
}

tools(document);

// What is saved is no draft any more.
const saved = document.querySelector('[data-saved]');
if (saved) localStorage.removeItem(`draft:${saved.dataset.saved}`);

// A toast leaves after ten seconds in which nobody points at it, has the focus in it or is away.
for (const toast of document.querySelectorAll('[data-toast]')) {
  let left = 10;
  const timer = setInterval(() => {
    if (document.hidden || toast.matches(':hover, :focus-within') || --left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}
