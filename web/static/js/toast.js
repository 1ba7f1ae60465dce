// A toast leaves after ten seconds in which nobody points at it, has the focus in it or is away.
for (const toast of document.querySelectorAll('[data-toast]')) {
  let left = 10;
  const timer = setInterval(() => {
    if (document.hidden || toast.matches(':hover, :focus-within') || --left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}
