// Keeps the parts of a page fresh that change by themselves, while somebody looks and none of them
// has the focus.
// Once none of them says any more that it will, it stops.
const every = 1000 * document.querySelector('[data-refresh]').dataset.refresh;

const refresh = async () => {
  if (document.hidden || !document.querySelector('[data-refresh]')) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const old of document.querySelectorAll('[data-fresh]')) {
      const now = page.getElementById(old.id);
      if (now && !old.contains(document.activeElement) && now.innerHTML !== old.innerHTML) old.replaceWith(document.adoptNode(now));
    }
  } catch { /* the next one may get through */ }
};

setInterval(refresh, every);
document.addEventListener('visibilitychange', refresh);
