// Keeps the cards of briefs that are being written fresh, while there are any and somebody looks.
import { tools } from './app.js';

function watchJobs() {
  const live = () => document.querySelector('[data-live]');
  if (!live()) return;
  const status = document.querySelector('[data-live-status]');
  let source, failures = 0;

  const open = () => document.querySelector('[data-job-open]');
  const say = (text) => { if (text && status.textContent !== text) status.textContent = text; };

  const start = () => {
    if (source || !open() || document.hidden) return;
    source = new EventSource(live().dataset.live);
    source.addEventListener('open', () => { failures = 0; });
    source.addEventListener('job', (e) => {
      const card = new DOMParser().parseFromString(e.data, 'text/html').body.firstElementChild;
      if (!card) return;
      const old = document.getElementById(card.id);
      if (old) {
        const held = old.contains(document.activeElement);
        old.replaceWith(card);
        if (held) card.querySelector('button, a')?.focus(); // who is about to stop it is not sent back to the top
      } else if (!live().dataset.tab) document.querySelector('[data-jobs]').prepend(card); // it may be of another tab
      say(card.dataset.announce);
      if (!old || !('jobOpen' in card.dataset)) reload(false);
    });
    source.addEventListener('idle', () => { stop(); reload(true); });
    source.addEventListener('error', () => {
      if (++failures < 3 && source.readyState !== EventSource.CLOSED) return;
      stop();
      setTimeout(reload, 5000, true);
    });
  };

  const stop = () => { source?.close(); source = undefined; };

  // The page as it is now: how many briefs are under way, and where it is wanted whole the finished brief
  // or, after a broken stream, the cards.
  const reload = async (whole) => {
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const counts = page.querySelectorAll('[data-counts]');
      document.querySelectorAll('[data-counts]').forEach((old, i) => {
        if (counts[i] && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(counts[i]));
      });
      if (!whole) return;
      const fresh = page.querySelector('[data-live]');
      if (!fresh || live().contains(document.activeElement) && document.activeElement.matches('input')) return;
      live().replaceWith(document.adoptNode(fresh));
      tools(live());
    } catch { /* the next visit shows it */ }
    failures = 0;
    start();
  };

  document.addEventListener('visibilitychange', () => { document.hidden ? stop() : start(); });
  addEventListener('pagehide', stop);
  start();
}

watchJobs();
