// Dark or light: the reader's choice is kept on the reader's own machine; without one the system decides.
// Runs before the body is there, so that a dark page never flashes light.
(() => {
  "use strict";
  const root = document.documentElement;
  const kept = (mode) => {
    try {
      return mode ? localStorage.setItem("mode", mode) : localStorage.getItem("mode");
    } catch {
      return null; // storage may be forbidden; the choice then lasts as long as the page
    }
  };
  const dark = () =>
    root.dataset.mode ? root.dataset.mode === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const mode = kept();
  if (mode === "dark" || mode === "light") root.dataset.mode = mode;
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector(".mode");
    if (!button) return;
    const tell = () => button.setAttribute("aria-label", dark() ? button.dataset.light : button.dataset.dark);
    button.hidden = false;
    tell();
    button.addEventListener("click", () => {
      root.dataset.mode = dark() ? "light" : "dark";
      kept(root.dataset.mode);
      tell();
    });
  });
})();
