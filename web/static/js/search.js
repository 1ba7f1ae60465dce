// Searches as you type: shows the part of the page that the form's own answer has, under its address.
for (const form of document.querySelectorAll('[data-live-search]')) {
  let waiting, asked;
  const search = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const results = document.querySelector('[data-results]');
    results.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok || answer.redirected) { form.submit(); return; }
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      results.replaceWith(document.adoptNode(page.querySelector('[data-results]')));
      const found = form.querySelector('[data-found]'), now = page.querySelector('[data-found]');
      if (found && now) found.textContent = now.textContent;
      history.replaceState(history.state, '', address);
    } catch (e) { if (e.name !== 'AbortError') results.removeAttribute('aria-busy'); }
  };
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  form.addEventListener('submit', () => { clearTimeout(waiting); asked?.abort(); });
}
