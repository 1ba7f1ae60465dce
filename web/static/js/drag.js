// Booking and moving with the pointer, and moving with the keys: drag over free time to book it, drag an
// appointment to move it, its lower edge for its length; m moves the one that has the focus. Each ends
// in a form that the page could have sent by itself.
import { timeWords } from './clock.js';

const units = (el, name) => Number(getComputedStyle(el).getPropertyValue(name));
const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOf = (time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const secondsOf = (time) => time.slice(5); // ":30", of one that begins between two minutes
const clamp = (n, low, high) => Math.min(Math.max(n, low), high);
const grid = document.querySelector('.week');

// A day on which clocks move is left to the form, which asks what is meant.
const straight = (slots) => !grid.classList.contains('bent') && slots;

function minuteAt(slots, y) {
  const box = slots.getBoundingClientRect();
  return units(slots, '--from') * 5 + (y - box.top) / box.height * units(slots, '--hours') * 60;
}

function place(el, minute, length) {
  el.className = el.className.replace(/\b[td]\d+\b/g, '').replace(/\s+/g, ' ').trim() + ` t${Math.round(minute / 5)} d${Math.max(1, Math.round(length / 5))}`;
}

function send(chip, to) {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = `/appointments/${chip.dataset.id}/move`;
  for (const [name, value] of Object.entries({ ...to, zone: grid.dataset.zone, version: chip.dataset.version })) {
    const input = document.createElement('input');
    input.type = 'hidden'; input.name = name; input.value = value;
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}

function draft(slots) {
  const el = document.createElement('div');
  el.className = 'ev k draft c0 n1 s1';
  el.append(document.createElement('div'));
  slots.append(el);
  return el;
}

// say shows a time in a draft.
function say(el, minute, length) {
  place(el, minute, length);
  el.firstChild.textContent = `${timeWords(minute)} – ${timeWords((minute + length) % 1440)}`;
}

function follow(e, onMove, onEnd) {
  const stop = new AbortController();
  const end = (done) => { stop.abort(); onEnd(done); };
  const options = { signal: stop.signal };
  addEventListener('pointermove', onMove, options);
  addEventListener('pointerup', () => end(true), options);
  addEventListener('pointercancel', () => end(false), options);
  addEventListener('keydown', (k) => { if (k.key === 'Escape') { k.preventDefault(); end(false); } }, options);
}

function book(e, slots) {
  const start = minuteAt(slots, e.clientY);
  let el, from, length;
  follow(e, (m) => {
    const step = m.altKey ? 5 : 15, y = minuteAt(slots, m.clientY);
    if (!el && Math.abs(y - start) < 8) return;
    el ??= draft(slots);
    from = clamp(Math.floor(Math.min(start, y) / step) * step, 0, 1440 - step);
    length = clamp(Math.ceil((Math.max(start, y) - from) / step) * step, step, 720);
    say(el, from, length);
  }, (done) => {
    if (el && done) location.href = `/appointments/new?date=${slots.dataset.day}&time=${clock(from)}&length=${length}`;
    else el?.remove();
  });
}

function drag(e, chip) {
  const home = chip.closest('.slots');
  const stretching = chip.getBoundingClientRect().bottom - e.clientY < 7;
  const was = { time: minuteOf(chip.dataset.time), length: Number(chip.dataset.length) };
  const grip = minuteAt(home, e.clientY);
  let el, day = home, at = was.time, length = was.length;
  follow(e, (m) => {
    const step = m.altKey ? 5 : 15;
    if (!el && Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) < 5) return;
    const over = document.elementsFromPoint(m.clientX, m.clientY).map((n) => n.closest('.slots')).find(Boolean);
    if (!stretching && over && over !== day) { el?.remove(); el = undefined; day = over; }
    el ??= draft(day);
    const by = Math.round((minuteAt(day, m.clientY) - grip) / step) * step;
    if (stretching) length = clamp(was.length + by, step, 720);
    else at = clamp(was.time + by, 0, 1440 - step);
    say(el, at, length);
  }, (done) => {
    const moved = el && (at !== was.time || length !== was.length || day !== home);
    if (el) addEventListener('click', (c) => { c.preventDefault(); c.stopPropagation(); }, { capture: true, once: true });
    if (done && moved) send(chip, { date: day.dataset.day, time: clock(at) + secondsOf(chip.dataset.time), length });
    else el?.remove();
  });
}

// moveByKeys is the same for whoever has no pointer: arrows move, with Shift they change the length.
function moveByKeys(chip) {
  const link = chip.querySelector('a'), days = [...grid.querySelectorAll('.slots')];
  let day = days.indexOf(chip.closest('.slots')), at = minuteOf(chip.dataset.time), length = Number(chip.dataset.length);
  if (!straight(days[day]) || days[day].dataset.day !== chip.dataset.date) return;
  let el = draft(days[day]);
  const show = () => { if (el.parentNode !== days[day]) days[day].append(el); say(el, at, length); };
  const stop = new AbortController();
  const end = () => { stop.abort(); el.remove(); };
  const key = (e) => {
    const step = e.altKey ? 5 : 15;
    const turn = { ArrowUp: -step, ArrowDown: step }[e.key], side = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (turn && e.shiftKey) length = clamp(length + turn, step, 720);
    else if (turn) at = clamp(at + turn, 0, 1440 - step);
    else if (side) day = clamp(day + (document.dir === 'rtl' ? -side : side), 0, days.length - 1);
    else if (e.key === 'Enter') { end(); send(chip, { date: days[day].dataset.day, time: clock(at) + secondsOf(chip.dataset.time), length }); } else if (e.key === 'Escape') end();
    else if (e.key === 'Tab') { end(); return; } else return;
    e.preventDefault(); e.stopImmediatePropagation();
    if (!stop.signal.aborted) show();
  };
  document.addEventListener('keydown', key, { capture: true, signal: stop.signal });
  link.addEventListener('blur', end, { signal: stop.signal });
  show();
}

if (grid) {
  grid.addEventListener('movebykeys', (e) => moveByKeys(e.target));
  grid.addEventListener('dragstart', (e) => e.preventDefault());
  grid.addEventListener('pointerdown', (e) => {
    if (e.button || e.pointerType === 'touch') return; // a finger scrolls
    const slots = e.target.closest('.slots'), chip = e.target.closest('.ev');
    if (!slots || !straight(slots)) return;
    if (chip?.dataset.id && chip.dataset.date === slots.dataset.day) drag(e, chip);
    else if (!e.target.closest('a')) { e.preventDefault(); book(e, slots); }
  });
}
