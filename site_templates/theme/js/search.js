// Search over the FAQ with the index of `threadfaq suggest` (ranking.js). Its pieces are scripts that hand their data
// over, so that it works from a folder on disk too. Results are put in as text, never as markup.
(() => {
  "use strict";
  const form = document.querySelector("form.find");
  if (!form) return;
  const input = form.querySelector("input");
  const status = form.querySelector("[role=status]");
  const list = form.querySelector("ol");
  const page = document.querySelector("#results"); // one page alone has it
  const base = new URL(document.body.dataset.base.replace(/\/?$/, "/"), location.href);
  const some = status.dataset.some.split("|"); // what is said of one result, of two, and so on
  const RANKING = "ranking"; // loaded like a piece of the index: most readers of a page never search
  const SHORTEST = 2;
  const NEAREST = 3; // entries that are shown where nobody answers
  const WINDOW = 170; // letters of a quotation in the list under the field
  const loaded = new Map();
  const waiting = new Map();
  let ranking = null;
  let latest = 0;
  let chosen = -1;

  globalThis.threadfaqPiece = (name, value) => loaded.set(name, value);
  const piece = (name) => {
    if (!waiting.has(name)) {
      const promise = new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(name === RANKING ? "js/ranking.js" : `search/${name}.js`, base);
        script.addEventListener("load", () => done(loaded.get(name)));
        script.addEventListener("error", () => {
          waiting.delete(name); // asked again with the next letter
          failed(new Error(name));
        });
        document.head.append(script);
      });
      waiting.set(name, promise);
    }
    return waiting.get(name);
  };

  // The entries that answer, or the nearest ones where nobody does.
  const find = async (question, most) => {
    const [index] = await Promise.all([piece("index"), piece(RANKING)]);
    ranking ||= new globalThis.threadfaqRanking.Ranking(index);
    const asked = ranking.asked(question);
    const numbers = ranking.needs(asked);
    const postings = new Map(await Promise.all(numbers.map(async (each) => [each, await piece(`terms-${each}`)])));
    const ranked = ranking.rank(asked, (number) => postings.get(number));
    const answering = ranked.filter(({ score }) => score >= ranking.counts.ENOUGH);
    const hits = (answering.length ? answering : ranked.slice(0, NEAREST)).slice(0, most);
    const together = ranking.data.together;
    const rows = hits.map(async ({ entry }) => {
      const row = (await piece(`entries-${Math.floor(entry / together)}`))[entry % together];
      const [title, url, quotations] = row;
      const place = Math.max(0, ranking.nearest(asked, quotations.map(([text]) => text)));
      return { title, url, quotation: quotations[place], asked };
    });
    return { answered: answering.length > 0, hits: await Promise.all(rows) };
  };

  const element = (name, text = "", kind = "") => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  // The words of a quotation, those that were asked for marked; around the first of them where it is long.
  const marked = (text, asked, most) => {
    const marks = ranking.marks(asked, text);
    let start = 0;
    let end = text.length;
    if (text.length > most) {
      const first = marks.length ? marks[0][0] : 0;
      start = first < most / 2 ? 0 : text.lastIndexOf(" ", first - most / 4) + 1;
      end = start + most < text.length ? text.lastIndexOf(" ", start + most) : text.length;
      if (end <= start) end = start + most;
    }
    const words = element("span", "", "quoted");
    words.dir = "auto";
    let at = start;
    words.append(start > 0 ? "… " : "");
    for (const [from, to] of marks.filter(([from, to]) => from >= start && to <= end)) {
      words.append(text.slice(at, from), element("mark", text.slice(from, to)));
      at = to;
    }
    words.append(text.slice(at, end), end < text.length ? " …" : "");
    return words;
  };
  const item = ({ title, url, quotation, asked }, most) => {
    const link = element("a");
    const [text, author, anchor] = quotation;
    link.href = new URL(`${url}#${encodeURIComponent(anchor)}`, base);
    const heading = element("strong", title);
    heading.dir = "auto";
    const name = element("bdi", author || status.dataset.unknown, "author");
    const line = element("span", "", "machine");
    line.append("— ", name);
    link.append(heading, marked(text, asked, most), line);
    const row = element("li");
    row.append(link);
    return row;
  };
  const told = ({ answered, hits }) => {
    if (answered) return some[Math.min(hits.length, some.length) - 1];
    return hits.length ? status.dataset.none : status.dataset.nothing;
  };

  const links = () => [...list.querySelectorAll("a")];
  const close = () => {
    latest += 1;
    list.hidden = true;
    form.classList.remove("nobody");
    status.textContent = "";
    chosen = -1;
  };
  const ask = async () => {
    const question = input.value.trim();
    if (question.length < SHORTEST) return close();
    latest += 1;
    const mine = latest;
    try {
      const result = await find(question, some.length);
      if (mine !== latest) return;
      list.replaceChildren(...result.hits.map((hit) => item(hit, WINDOW)));
      chosen = -1;
      list.hidden = result.hits.length === 0;
      form.classList.toggle("nobody", !result.answered);
      status.textContent = told(result);
    } catch {
      if (mine === latest) status.textContent = status.dataset.failed;
    }
  };
  // `?q=` on the page of all questions: results, which Back and links lead to.
  const show = async (question) => {
    const line = page.previousElementSibling;
    try {
      const result = await find(question, 20);
      page.replaceChildren(...result.hits.map((hit) => item(hit, 600)));
      page.hidden = result.hits.length === 0;
      line.textContent = told(result);
    } catch {
      line.textContent = status.dataset.failed;
    }
  };

  form.addEventListener("submit", (event) => {
    if (!input.value.trim()) event.preventDefault();
  });
  input.addEventListener("focus", () => Promise.all([piece("index"), piece(RANKING)]).catch(() => {}), { once: true });
  input.addEventListener("input", ask);
  form.addEventListener("keydown", (event) => {
    const all = links();
    if (event.key === "Escape") {
      close();
      input.value = "";
      input.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length && !list.hidden) {
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
  for (const line of document.querySelectorAll(".scriptless")) line.remove();
  const wanted = page ? new URLSearchParams(location.search).get("q") : null;
  if (wanted && wanted.trim()) {
    input.value = wanted;
    show(wanted);
  }
})();
