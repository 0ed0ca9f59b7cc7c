// The desk works without this script. With it, single keys decide, and only the page's content is replaced.
"use strict";

const STORE = "threadfaq-desk-keys";
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
let busy = false;

function settings() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    return {};
  }
}

function keep(values) {
  try {
    localStorage.setItem(STORE, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing forgets them with the page.
  }
}

// The key of an element: the editor's own for actions of that name, else ours; nothing where it was taken away.
function keyOf(element) {
  const own = (settings().keys || {})[element.dataset.name];
  return own === undefined ? element.dataset.key : own;
}

const shown = (key) => (key.length === 1 ? key.toUpperCase() : key);

function label(root) {
  const on = settings().off !== true;
  document.body.classList.toggle("without-keys", !on);
  for (const element of root.querySelectorAll("[data-key]")) {
    const key = keyOf(element);
    if (element.matches("button, a")) {
      element.querySelector("kbd")?.remove();
      if (key && on) {
        const kbd = document.createElement("kbd");
        kbd.textContent = shown(key);
        element.append(kbd);
      }
    }
    if (key && on) element.setAttribute("aria-keyshortcuts", shown(key));
    else element.removeAttribute("aria-keyshortcuts");
  }
  for (const kbd of root.querySelectorAll("kbd[data-of]")) {
    const owner = [...document.querySelectorAll("[data-name]")].find((one) => one.dataset.name === kbd.dataset.of);
    const key = owner ? keyOf(owner) : "";
    kbd.hidden = !key;
    kbd.textContent = shown(key || "");
  }
  for (const element of root.querySelectorAll(".scripted")) element.hidden = false;
}

// Put the answer of the server in the place of the page.
function replace(text, address) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const dialog = document.getElementById("keys");
  document.title = page.title;
  for (const element of [...document.body.children]) if (element !== dialog) element.remove();
  for (const element of [...page.body.children]) {
    if (element.id !== "keys") document.body.insertBefore(document.adoptNode(element), dialog);
  }
  history.replaceState(null, "", address);
  label(document);
  scrollTo(0, 0);
  const main = document.getElementById("main");
  main?.focus({ preventScroll: true });
  document.getElementById("spoken").textContent = document.querySelector("h1")?.textContent || "";
}

async function load(address, options) {
  if (busy) return;
  busy = true;
  document.body.classList.add("busy");
  try {
    const answer = await fetch(address, { credentials: "same-origin", ...options });
    const text = await answer.text();
    if (!answer.headers.get("content-type")?.startsWith("text/html")) throw new Error(text);
    replace(text, answer.url);
  } catch (error) {
    failed(error);
  } finally {
    busy = false;
    document.body.classList.remove("busy");
  }
}

function failed(error) {
  document.querySelector(".failure.unanswered")?.remove();
  const note = document.createElement("div");
  note.className = "failure unanswered";
  note.setAttribute("role", "alert");
  note.textContent = `The desk does not answer (${error.message}). Is it still running? What you wrote is still here.`;
  document.querySelector(".top").after(note);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.enctype === "multipart/form-data" && form.querySelector("input[type=file]")?.files.length) return;
  event.preventDefault();
  const fields = new FormData(form, event.submitter);
  const whole = form.enctype === "multipart/form-data";
  load(form.action, { method: "POST", body: whole ? fields : new URLSearchParams(fields) });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    load(link.href, {});
  }
  const opener = event.target.closest("[data-opens]");
  if (opener) list(document.getElementById(opener.dataset.opens));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches(TYPING)) {
    event.target.blur();
    return;
  }
  // Enter ends typing there; accepting has a key of its own.
  if (event.key === "Enter" && event.target.matches("[data-stays]") && !event.isComposing) {
    event.preventDefault();
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.matches(TYPING) || document.querySelector("dialog[open]") || settings().off === true) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const element = [...document.querySelectorAll("[data-key]")].find((one) => keyOf(one) === key && !one.hidden);
  if (!element || busy) return;
  event.preventDefault();
  if (element.matches(TYPING)) {
    element.focus();
    element.select?.();
  } else element.click();
});

// The list of keys, with a field for each: WCAG 2.1.4.
function list(dialog) {
  const values = settings();
  const rows = document.getElementById("keys-list");
  rows.textContent = "";
  const names = new Set();
  for (const element of document.querySelectorAll("[data-key]")) {
    const name = element.dataset.name;
    if (names.has(name)) continue;
    names.add(name);
    const words = document.createElement("label");
    const field = document.createElement("input");
    field.id = `key-of-${names.size}`;
    field.maxLength = 1;
    field.value = keyOf(element) || "";
    field.autocomplete = "off";
    words.htmlFor = field.id;
    words.textContent = name;
    field.addEventListener("input", () => {
      const now = settings();
      now.keys = { ...now.keys, [name]: field.value.toLowerCase() };
      keep(now);
    });
    rows.append(words, field);
  }
  const on = document.getElementById("keys-on");
  on.checked = values.off !== true;
  on.onchange = () => keep({ ...settings(), off: !on.checked });
  document.getElementById("keys-reset").onclick = () => {
    keep({});
    list(dialog);
  };
  dialog.onclose = () => label(document);
  if (!dialog.open) dialog.showModal();
}

// Words that are marked in a post go into the field that takes them.
document.addEventListener("toggle", (event) => {
  const field = event.target.open && event.target.querySelector("[data-marks]");
  const words = String(getSelection() || "").trim();
  if (field && words && !field.value) field.value = words;
}, true);

addEventListener("pageshow", () => label(document));
label(document);
