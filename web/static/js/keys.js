// Keys: arrows walk the appointments of the calendar; single letters lead to the other views, unless the
// page says that they are off, something is typed or a modifier is held.
import { moveByKeys } from './drag.js';

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

const views = { d: '/calendar/day/', w: '/calendar/week/', m: '/calendar/month/', a: '/agenda' };

document.addEventListener('keydown', (e) => {
  if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e)) return;
  const chip = e.target.closest('.ev');
  if (chip && e.key.startsWith('Arrow')) { if (walk(chip, e.key)) e.preventDefault(); return; }
  if (document.documentElement.dataset.shortcuts === 'off') return;
  let done = false;
  if (e.key === 'm' && chip?.dataset.id) { moveByKeys(chip); done = true; }
  else if (e.key === 'e' && chip?.dataset.id) { location.href = `${chip.querySelector('a').href}/edit`; done = true; }
  else if (e.key === 't') done = follow('[data-today]');
  else if (e.key === 'j' || e.key === 'ArrowRight') done = follow(document.dir === 'rtl' && e.key !== 'j' ? '.top-cal a[rel=prev]' : '.top-cal a[rel=next]');
  else if (e.key === 'k' || e.key === 'ArrowLeft') done = follow(document.dir === 'rtl' && e.key !== 'k' ? '.top-cal a[rel=next]' : '.top-cal a[rel=prev]');
  else if (views[e.key]) done = follow(`.top-cal .seg a[href^="${views[e.key]}"]`) || follow(`.nav a[href="${views[e.key]}"]`);
  else if (e.key === 'c') { location.href = '/appointments/new'; done = true; }
  else if (e.key === '?') { location.href = '/shortcuts'; done = true; }
  if (done) e.preventDefault();
});
