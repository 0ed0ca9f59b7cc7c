// Folds stand open where nothing could open them: without scripts and on paper. With scripts they close, but for the one
// that the address leads into. On paper the addresses of originals are notes with numbers, each once, below the page.
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
  let list = null;
  let numbers = [];
  const note = () => {
    const addresses = [];
    for (const link of document.querySelectorAll("main a.out")) {
      const address = link.href.replace(/#?:~:text=.*$/, "");
      if (!addresses.includes(address)) addresses.push(address);
      const number = document.createElement("span");
      number.textContent = ` [${addresses.indexOf(address) + 1}]`;
      link.after(number);
      link.classList.add("noted");
      numbers.push(number);
    }
    list = document.createElement("ol");
    list.classList.add("addresses", "machine");
    for (const address of addresses) {
      const row = document.createElement("li");
      row.textContent = address;
      list.append(row);
    }
    document.querySelector("main .content").append(list);
  };
  addEventListener("beforeprint", () => {
    closed = folds.filter((fold) => !fold.open);
    for (const fold of closed) fold.open = true;
    if (!list) note();
  });
  addEventListener("afterprint", () => {
    for (const fold of closed) fold.open = false;
    for (const number of numbers) {
      number.previousElementSibling.classList.remove("noted");
      number.remove();
    }
    numbers = [];
    if (list) list.remove();
    list = null;
  });
})();
