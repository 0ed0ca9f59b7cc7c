// Search over the FAQ with MkDocs' own index, in a worker. Results are put in as text, never as markup.
(() => {
  "use strict";
  const form = document.querySelector("form.find");
  if (!form || location.protocol === "file:" || !window.Worker) return; // a worker needs a server
  const input = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const base = new URL(document.body.dataset.base.replace(/\/?$/, "/"), location.href);
  const SHORTEST = 2;
  const some = status.dataset.some.split("|"); // what is said of one result, of two, and so on
  let worker = null;
  let ready = false;
  let chosen = -1;

  const links = () => [...list.querySelectorAll("a")];
  const close = () => {
    list.hidden = true;
    status.textContent = "";
    chosen = -1;
  };
  const show = (results) => {
    list.replaceChildren();
    const seen = new Set();
    for (const result of results) {
      const page = result.location.split("#")[0];
      if (seen.has(page) || seen.size === some.length) continue;
      seen.add(page);
      const item = document.createElement("li");
      const link = document.createElement("a");
      const title = document.createElement("strong");
      const words = document.createElement("span");
      link.href = new URL(page, base).href;
      title.textContent = plain(result.title);
      words.textContent = plain(result.summary || "").slice(0, 140);
      link.append(title, words);
      item.append(link);
      list.append(item);
    }
    chosen = -1;
    list.hidden = seen.size === 0;
    status.textContent = seen.size ? some[seen.size - 1] : status.dataset.none;
  };
  // The index holds text that was escaped once; a text area undoes that without making markup of it.
  const plain = (text) => {
    const area = document.createElement("textarea");
    area.innerHTML = text;
    return area.value;
  };
  const ask = () => {
    const query = input.value.trim();
    if (query.length < SHORTEST) return close();
    if (ready) worker.postMessage({ query: plainQuery(query) });
    else start();
  };
  // lunr reads `a:b`, `+` and `~` as commands; readers mean words. The last word may be half typed.
  const plainQuery = (query) => {
    const words = query.replace(/[^\p{L}\p{N}'’\s]/gu, " ").trim().split(/\s+/);
    const last = words[words.length - 1];
    return last ? `${words.join(" ")} ${last}*` : "";
  };
  const start = () => {
    if (worker) return;
    worker = new Worker(new URL("search/worker.js", base));
    worker.addEventListener("message", (event) => {
      if (event.data.allowSearch) {
        ready = true;
        ask();
      } else if (event.data.results) {
        show(event.data.results);
      }
    });
    worker.postMessage({ init: true });
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = links()[Math.max(chosen, 0)];
    if (first) first.click();
  });
  input.addEventListener("focus", start, { once: true });
  input.addEventListener("input", ask);
  form.addEventListener("keydown", (event) => {
    const all = links();
    if (event.key === "Escape") {
      close();
      input.value = "";
      input.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      event.preventDefault();
      chosen += event.key === "ArrowDown" ? 1 : -1;
      chosen = Math.max(-1, Math.min(chosen, all.length - 1));
      (chosen < 0 ? input : all[chosen]).focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
})();
