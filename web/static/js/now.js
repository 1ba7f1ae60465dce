// Moves the line of the present moment on, each minute that somebody looks.
import { timeWords } from './clock.js';

const mark = document.querySelector('[data-now]');
if (mark) {
  const minute = Number(mark.dataset.now), began = Date.now();
  const lines = [mark, ...document.querySelectorAll('.nowline, .nowline-week')];
  const offset = Number(/\bt(\d+)/.exec(mark.className)[1]) - Math.floor(minute / 5);
  const move = () => {
    const now = minute + Math.floor((Date.now() - began) / 60000);
    if (document.hidden || now >= 24 * 60) return;
    const unit = `t${Math.floor(now / 5) + offset}`;
    for (const line of lines) line.className = line.className.replace(/\bt\d+/, unit);
    mark.textContent = timeWords(now);
  };
  setInterval(move, 60000);
  document.addEventListener('visibilitychange', move);
}
