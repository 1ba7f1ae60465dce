// How many appointments are selected, and all of them at once. The form works without.
const ticks = () => [...document.querySelectorAll('.tick')];
const tell = () => {
  const form = document.querySelector('#bulk');
  if (!form) return;
  const words = form.querySelector('[data-selected]');
  words.textContent = words.dataset.selected.replace('{n}', ticks().filter((t) => t.checked).length);
  form.querySelector('[data-select-all]').hidden = ticks().every((t) => t.checked);
};
document.addEventListener('change', (e) => { if (e.target.matches('.tick')) tell(); });
document.addEventListener('reset', () => setTimeout(tell));
document.addEventListener('click', (e) => {
  if (!e.target.closest('[data-select-all]')) return;
  for (const t of ticks()) t.checked = true;
  tell();
  document.querySelector('#bulk [type=reset]').focus(); // the button that was clicked is gone
});
tell(); // a browser may keep what was ticked over a reload
