// What is typed into an appointment's form is kept on this device until it is saved or discarded, and
// offered when the form is opened again. The server seals it first: no name is readable in the storage.
const form = document.querySelector('[data-appointment]'), note = document.querySelector('[data-draft]');
const key = `draft:${note.dataset.draft}`;
const send = (body, signal) => fetch(form.action, { method: 'POST', body, signal });

let timer, running;
const stop = () => { clearTimeout(timer); running?.abort(); };
const keep = async () => {
  running = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.set('draft', 'keep');
  try {
    const answer = await send(body, running.signal);
    if (!answer.ok || answer.redirected) return;
    localStorage.setItem(key, (await answer.text()).trim());
    note.textContent ||= note.dataset.said;
  } catch { /* the form works without */ }
};
form.addEventListener('input', () => { stop(); timer = setTimeout(keep, 1500); });
form.addEventListener('submit', stop);

document.addEventListener('click', (e) => {
  if (!e.target.closest('[data-forget]')) return;
  stop();
  localStorage.removeItem(key);
  note.textContent = '';
  const offer = document.querySelector('[data-offer]');
  if (offer) { offer.remove(); form.elements.client.focus(); }
});

const kept = 'opened' in note.dataset && localStorage.getItem(key);
if (kept) {
  try {
    const answer = await send(new URLSearchParams({ draft: 'offer', kept }));
    if (answer.status === 204) localStorage.removeItem(key); // too old, or another user's
    else if (answer.ok) {
      const offer = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-offer]');
      document.querySelector('.page').prepend(document.adoptNode(offer));
    }
  } catch { /* it is offered the next time */ }
}
