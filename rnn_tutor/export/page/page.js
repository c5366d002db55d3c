"use strict";
(() => {
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
    show(here);
  }

  const KEYS = {
    Enter: () => show(here + 1), " ": () => show(here + 1), ArrowRight: () => show(here + 1), n: () => show(here + 1),
    b: () => show(here - 1), ArrowLeft: () => show(here - 1), p: nextPhase, e: () => toggle("closed"),
    v: () => { const picture = byId.get("pictures"); if (picture !== undefined) show(picture); },
    x: () => toggle("elements"), f: everything, g: () => $("to").focus(), q: () => show(0),
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

  // An answer: a number, or arithmetic with numbers; read by hand, never run.

  function read(text) {
    const tokens = text.replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/²/g, "^2")
      .match(/\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|\*\*|[a-z]+|\S/gi) || [];
    let place = 0;
    const functions = {
      sigmoid: (x) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh, exp: Math.exp, log: Math.log, ln: Math.log,
      sqrt: Math.sqrt, abs: Math.abs, relu: (x) => Math.max(x, 0), sin: Math.sin, cos: Math.cos,
    };
    const fail = () => { throw new Error("unreadable"); };
    const sum = () => {
      let value = product();
      while (tokens[place] === "+" || tokens[place] === "-") value += tokens[place++] === "+" ? product() : -product();
      return value;
    };
    const product = () => {
      let value = signed();
      while (tokens[place] === "*" || tokens[place] === "/") {
        value = tokens[place++] === "*" ? value * signed() : value / signed();
      }
      return value;
    };
    const signed = () => {
      if (tokens[place] === "-") { place += 1; return -signed(); }
      if (tokens[place] === "+") { place += 1; return signed(); }
      return power();
    };
    const power = () => {
      const base = atom();
      if (tokens[place] !== "^" && tokens[place] !== "**") return base;
      place += 1;
      return base ** signed();
    };
    const atom = () => {
      const token = tokens[place++];
      if (token === undefined) fail();
      if (/^[\d.]/.test(token)) return Number(token);
      if (token === "(") { const value = sum(); if (tokens[place++] !== ")") fail(); return value; }
      const apply = Object.hasOwn(functions, token.toLowerCase()) && functions[token.toLowerCase()];
      if (!apply || tokens[place] !== "(") fail();
      return apply(atom());
    };
    if (text.length > 200) fail();
    const value = sum();
    if (place !== tokens.length || !Number.isFinite(value)) fail();
    return { value, ...lastDigit(text) };
  }

  // Half a unit of a plain number's last digit, and how many digits it has; of arithmetic neither.
  function lastDigit(text) {
    const plain = text.trim().replace(/[−–]/g, "-").match(/^[-+]?(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i);
    if (!plain || !(plain[1] + plain[2])) return { half: 0, digits: null };
    const places = plain[2].length - Number(plain[3] || 0);
    return { half: 0.5 * 10 ** -places, digits: (plain[1] + plain[2]).replace(/^0+/, "").length };
  }

  const near = (value, truth, slack) => Math.sign(value) === Math.sign(truth)
    && Math.abs(value - truth) <= slack + Math.abs(truth) * 1e-12;

  function isRight(asked, answer) {
    if (asked.exact === 0 && asked.hand === 0) return Math.abs(answer.value) <= asked.nothing;
    return near(answer.value, asked.hand, answer.half) || near(answer.value, asked.exact, answer.half)
      || (Math.sign(answer.value) === Math.sign(asked.hand)
        && asked.low - answer.half <= answer.value && answer.value <= asked.high + answer.half);
  }

  function isOnTheNose(asked, value) {
    return [asked.hand, asked.exact].some((truth) => Math.abs(value - truth) <= Math.abs(truth) * 1e-12);
  }

  function slipOf(asked, answer) {
    const hit = asked.wrong.find((one) => near(answer.value, one.number, answer.half) || one.number === answer.value);
    return hit || asked.wrong.find((one) => one.low <= answer.value && answer.value <= one.high);
  }

  function grade(asked, text) {
    let answer;
    try { answer = read(text); } catch { return ["", WORDS.unreadable]; }
    if (isRight(asked, answer)) {
      if (answer.digits !== null && answer.digits < asked.digits && !isOnTheNose(asked, answer.value)) {
        return ["", WORDS.imprecise];
      }
      return ["right", `${WORDS.right} ${asked.name} = ${asked.text}`];
    }
    const slip = slipOf(asked, answer);
    return ["wrong", slip ? `${WORDS.wrong} ${slip.words}.` : WORDS.unknown];
  }

  // The quiz: the questions are packed up, so that nobody reads the answers by accident.

  const WORDS = JSON.parse($("words").textContent);
  const KEY = 0x5a;
  const packed = Uint8Array.from(atob($("quiz-data").textContent.trim()), (letter) => letter.charCodeAt(0) ^ KEY);
  const quiz = JSON.parse(new TextDecoder().decode(packed));
  let question = 0;
  let rightFirst = 0;
  let tries = 0;

  function ask() {
    const asked = quiz.questions[question];
    $("answer").value = "";
    $("ask").disabled = !asked;
    $("skip").disabled = !asked;
    if (!asked) {
      $("question").textContent = `${WORDS.done} ${rightFirst} / ${quiz.questions.length}`;
      $("asked-for").textContent = $("ask").textContent;
      return;
    }
    tries = 0;
    $("question").textContent = `${question + 1} / ${quiz.questions.length}: ${asked.title}`;
    $("asked-for").textContent = `${asked.name} =`;
    $("known").textContent = quiz.known.slice(Math.max(0, asked.known - 60), asked.known).join(";  ");
  }

  if (quiz.questions.length) {
    $("answer-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const asked = quiz.questions[question];
      if (!asked || !$("answer").value.trim()) return;
      const [verdict, words] = grade(asked, $("answer").value);
      $("said").className = `said ${verdict}`;
      $("said").textContent = words;
      if (verdict === "wrong") tries += 1;
      if (verdict === "right") {
        if (tries === 0) rightFirst += 1;
        question += 1;
        ask();
      } else $("answer").select();
    });
    $("skip").addEventListener("click", () => {
      const asked = quiz.questions[question];
      if (!asked) return;
      $("said").className = "said";
      $("said").textContent = `${asked.name} = ${asked.solution}`;
      question += 1;
      ask();
    });
    ask();
  }

  show(byId.get(location.hash.slice(1)) ?? 0, { focus: false, remember: false });
})();
