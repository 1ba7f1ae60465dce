// Moves the line of the present moment on, each minute that somebody looks.
import { timeWords } from './clock.js';

const mark = document.querySelector('[data-now]');
if (mark) {
  const minute = Number(mark.dataset.now), began = Date.now();
  const lines = [mark, ...document.querySelectorAll('.nowline, .nowline-week')];
  const labels = [...mark.parentNode.children].filter((e) => e !== mark);
  const unitOf = (e) => Number(/\bt(\d+)/.exec(e.className)[1]);
  const offset = unitOf(mark) - Math.floor(minute / 5);
  const [, first, hours] = /\bf(\d+) h(\d+)/.exec(mark.closest('.week').className).map(Number);
  const move = () => {
    const now = minute + Math.floor((Date.now() - began) / 60000), unit = Math.floor(now / 5) + offset;
    if (document.hidden) return;
    for (const line of lines) {
      line.hidden = now >= 24 * 60 || unit >= (first + hours) * 12;
      line.className = line.className.replace(/\bt\d+/, `t${unit}`);
    }
    for (const label of labels) label.classList.toggle('near', !mark.hidden && Math.abs(unitOf(label) - unit) < 3);
    mark.textContent = timeWords(now);
  };
  setInterval(move, 60000);
  document.addEventListener('visibilitychange', move);
}
