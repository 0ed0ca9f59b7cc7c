// A field over a long list: rows without the words that are typed are hidden, folds with others are opened.
(() => {
  "use strict";
  const heading = document.querySelector(".content h1");
  if (!heading) return;
  const { filter: label, none } = document.body.dataset;
  const form = document.createElement("form");
  const field = document.createElement("input");
  const status = document.createElement("p");
  form.className = "filter";
  form.setAttribute("role", "search");
  field.type = "search";
  field.autocomplete = "off";
  field.placeholder = label;
  field.setAttribute("aria-label", label);
  status.className = "machine";
  status.setAttribute("role", "status");
  form.append(field, status);
  heading.after(form);

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const rows = [...document.querySelectorAll(".rows > li, .persons > li")].map((row) => [row, plain(row.textContent)]);
  const folds = [...document.querySelectorAll("details.fold")];
  const opened = new Set(folds.filter((fold) => fold.open));
  const within = (element) => element.querySelector(".rows > li:not([hidden]), .persons > li:not([hidden])");

  const show = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    for (const fold of folds) {
      fold.hidden = !within(fold);
      fold.open = words.length ? !fold.hidden : opened.has(fold);
    }
    for (const forum of document.querySelectorAll(".forum")) forum.hidden = !within(forum);
    status.textContent = shown ? "" : none;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", show);
})();
