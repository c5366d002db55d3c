"use strict";
const root = document.documentElement;
const pages = [...document.querySelectorAll("section.page")];
const byId = new Map(pages.map((page, place) => [page.id, place]));
const $ = (id) => document.getElementById(id);
let here = 0;
let full = false;
root.classList.add("js");

// The walk: one page at a time.

function show(place, { focus = true, remember = true } = {}) {
  here = Math.max(0, Math.min(pages.length - 1, place));
  pages.forEach((page, number) => { page.hidden = !full && number !== here; });
  root.classList.toggle("at-start", full || here === 0);
  $("back").disabled = here === 0;
  $("on").disabled = here === pages.length - 1;
  $("where").textContent = `${here + 1} / ${pages.length}`;
  const heading = pages[here].querySelector("h2");
  if (focus && heading) {
    heading.focus({ preventScroll: true });
    if (full) pages[here].scrollIntoView();
    else window.scrollTo(0, 0);
  }
  if (remember) history.replaceState(null, "", `#${pages[here].id}`);
  nameWhatMoves();
}

// What is wider than its place can be moved by keys, and says what it is.
function nameWhatMoves() {
  for (const part of document.querySelectorAll(full ? ".scroll" : "section.page:not([hidden]) .scroll")) {
    const moves = part.scrollWidth > part.clientWidth + 1;
    for (const [name, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", part.dataset.name]]) {
      if (moves) part.setAttribute(name, value);
      else part.removeAttribute(name);
    }
  }
}

// A picture that is drawn on another page, drawn here too.
function draw(event) {
  const part = event.target;
  nameWhatMoves();
  if (!part.open || part.dataset.of === undefined || part.closest("section").id === part.dataset.of) return;
  const other = $(part.dataset.of).querySelector("div.drawn");
  if (!other) return;
  const copy = other.cloneNode(true);
  copy.querySelectorAll("[id]").forEach((one) => one.removeAttribute("id"));
  part.querySelector("div.drawn").replaceWith(copy);
  delete part.dataset.of;
  nameWhatMoves();
}

function goTo(text) {
  const wanted = text.trim().toLowerCase().replace(/[\s:]+/g, "-");
  const phase = pages[here].dataset.phase || "backward";
  const found = [wanted, `${phase}-${wanted}`, `backward-${wanted}`].find((name) => byId.has(name));
  if (found === undefined) {
    $("news").textContent = `There is no step "${text.slice(0, 40)}". Write it like 9, backward:9 or start.`;
    return;
  }
  $("news").textContent = "";
  show(byId.get(found));
}

function nextPhase() {
  const phase = pages[here].dataset.phase;
  const next = pages.findIndex((page, number) => number > here && page.dataset.phase !== phase);
  show(next < 0 ? pages.length - 1 : next);
}

function toggle(kind) {
  const part = pages[here].querySelector(`details.${kind}`);
  if (part) part.open = !part.open;
  else $("news").textContent = "This page has nothing of the kind.";
}

function everything() {
  full = !full;
  $("all").setAttribute("aria-pressed", String(full));
  show(here);
}

const KEYS = {
  Enter: () => show(here + 1), " ": () => show(here + 1), ArrowRight: () => show(here + 1), n: () => show(here + 1),
  b: () => show(here - 1), ArrowLeft: () => show(here - 1), p: nextPhase, e: () => toggle("closed"),
  v: () => toggle("picture"), x: () => toggle("elements"), f: everything, g: () => $("to").focus(), q: () => show(0),
  "?": () => { if (!$("help").open) $("help").showModal(); },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || $("help").open) return;
  if (event.target.closest("input")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.target.closest("button, summary, a") && (event.key === "Enter" || event.key === " ")) return;
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});

$("back").addEventListener("click", () => show(here - 1));
$("on").addEventListener("click", () => show(here + 1));
$("all").addEventListener("click", everything);
$("keys").addEventListener("click", () => $("help").showModal());
$("go").addEventListener("submit", (event) => { event.preventDefault(); goTo($("to").value); $("to").value = ""; });
document.querySelectorAll("details").forEach((part) => part.addEventListener("toggle", draw));
window.addEventListener("resize", nameWhatMoves);
window.addEventListener("hashchange", () => show(byId.get(location.hash.slice(1)) ?? here, { remember: false }));

let touch = null;
document.addEventListener("touchstart", (event) => {
  const wide = event.target.closest(".scroll");
  const moves = wide && wide.scrollWidth > wide.clientWidth;  // a finger moves the formula, not the page
  touch = moves || event.target.closest("input") ? null : event.changedTouches[0];
}, { passive: true });
document.addEventListener("touchend", (event) => {
  if (!touch || full) return;
  const across = event.changedTouches[0].clientX - touch.clientX;
  const along = event.changedTouches[0].clientY - touch.clientY;
  if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(along)) show(here + (across < 0 ? 1 : -1));
  touch = null;
}, { passive: true });

