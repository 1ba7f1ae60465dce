// Writes a minute of the day as the page does: by twenty-four hours, or, where its root says how, by
// twice twelve.
const { clock, halves } = document.documentElement.dataset;
const two = (n) => String(n).padStart(2, '0');

export function timeWords(minute) {
  const hour = Math.floor(minute / 60) % 24, rest = two(minute % 60);
  if (!clock) return `${two(hour)}:${rest}`;
  const part = { 3: hour % 12 || 12, '04': rest, pm: halves.split('|')[hour < 12 ? 0 : 1] };
  return clock.replace(/04|3|pm/g, (name) => part[name]);
}
