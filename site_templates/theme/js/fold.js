// Folds stand open where nothing could open them: without scripts and on paper. With scripts they close, but for the one
// that the address leads into.
(() => {
  "use strict";
  const folds = [...document.querySelectorAll("details.more")];
  const land = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target && target.closest("details.more");
    if (fold) fold.open = true;
    if (target && folds.length) target.scrollIntoView();
  };
  for (const fold of folds) fold.open = false;
  land();
  addEventListener("hashchange", land);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = folds.filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of closed) fold.open = false;
  });
})();
