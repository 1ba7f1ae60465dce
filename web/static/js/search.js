// Searches as you type: shows the parts of the page that the form's own answer has, under its address.
for (const form of document.querySelectorAll('[data-live-search]')) {
  let waiting, asked;
  const search = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const results = document.querySelectorAll('[data-results]');
    for (const part of results) part.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok || answer.redirected) { form.submit(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelectorAll('[data-results]');
      results.forEach((part, i) => part.replaceWith(document.adoptNode(fresh[i])));
      const found = form.querySelector('[data-found]'), now = page.querySelector('[data-found]');
      if (found && now) found.textContent = now.textContent;
      history.replaceState(history.state, '', address);
    } catch (e) { if (e.name !== 'AbortError') for (const part of results) part.removeAttribute('aria-busy'); }
  };
  form.addEventListener('input', (e) => {
    if (e.target.type === 'date') return; // half a date is none
    clearTimeout(waiting);
    waiting = setTimeout(search, 150);
  });
  form.addEventListener('submit', () => { clearTimeout(waiting); asked?.abort(); });
}
