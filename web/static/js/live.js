// Keeps the parts of a page fresh that change by themselves, while somebody looks and none of them has the
// focus: as often as they say, and after five minutes less and less. Once none says so any more, it stops.
const since = Date.now();
let timer;
const later = () => {
  clearTimeout(timer);
  const every = 1000 * document.querySelector('[data-refresh]')?.dataset.refresh;
  if (every) timer = setTimeout(refresh, Math.max(every, (Date.now() - since) / 60));
};

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href);
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const old of document.querySelectorAll('[data-fresh]')) {
        const now = page.getElementById(old.id);
        if (now && !old.contains(document.activeElement) && now.outerHTML !== old.outerHTML) old.replaceWith(document.adoptNode(now));
      }
    }
  } catch { /* the next one may get through */ }
  later();
}

later();
document.addEventListener('visibilitychange', () => { if (document.querySelector('[data-refresh]')) refresh(); });
