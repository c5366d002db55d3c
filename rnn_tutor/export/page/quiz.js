
// The quiz: an answer is graded as in the program, with the same intervals.

const WORDS = JSON.parse($("words").textContent);
const ACCURACY = 1e-12;  // of a double

const near = (value, truth, slack) => Math.sign(value) === Math.sign(truth)
  && Math.abs(value - truth) <= slack + Math.abs(truth) * ACCURACY;

function isRight(asked, answer) {
  if (asked.exact === 0 && asked.hand === 0) return Math.abs(answer.value) <= Math.max(asked.nothing, ACCURACY);
  const slack = answer.digits === null && !answer.hasNames ? asked.slack : answer.half;
  return near(answer.value, asked.hand, slack) || near(answer.value, asked.exact, answer.half)
    || isCutOff(asked, answer)
    || (Math.sign(answer.value) === Math.sign(asked.hand)
      && asked.low - answer.half - Math.abs(asked.low) * ACCURACY <= answer.value
      && answer.value <= asked.high + answer.half + Math.abs(asked.high) * ACCURACY);
}

// A number that was cut off and not rounded, with a digit more than the numbers shown.
function isCutOff(asked, answer) {
  const unit = 2 * answer.half;
  if (!unit || 10 * unit > 2 * asked.slack * (1 + ACCURACY)) return false;
  return [asked.hand, asked.exact].some((truth) => Math.sign(answer.value) === Math.sign(truth)
    && Math.abs(truth) >= Math.abs(answer.value) && Math.abs(truth) - Math.abs(answer.value) <= unit);
}

function isOnTheNose(asked, value) {
  return [asked.hand, asked.exact].some((truth) => Math.abs(value - truth) <= Math.abs(truth) * ACCURACY);
}

function slipOf(asked, answer) {
  const hit = asked.wrong.find((one) => near(answer.value, one.number, answer.half) || one.number === answer.value);
  return hit || asked.wrong.find((one) => one.low <= answer.value && answer.value <= one.high);
}

function verdictOn(quiz, reader, asked, text) {
  const answer = reader.read(text, asked);
  const right = ["right", `${WORDS.right} ${asked.name} = ${asked.text}`];
  const moved = (quiz.names[asked.place].moved || [])[asked.element];
  if (answer.hasNames && moved !== undefined && Math.abs(answer.moved - moved) <= Math.abs(moved) * 1e-9) return right;
  if (isRight(asked, answer)) {
    if (answer.hasNames && !answer.hasDecimals && moved !== undefined) return ["wrong", WORDS.lucky];
    if (answer.digits !== null && answer.digits < asked.digits && !isOnTheNose(asked, answer.value)) {
      return ["", WORDS.imprecise];
    }
    return right;
  }
  const slip = slipOf(asked, answer);
  return ["wrong", slip ? `${WORDS.wrong} ${slip.words}.` : WORDS.unknown];
}

// Of dX3 = formula = number each part has to be right; the name of what is asked for says nothing.
function grade(quiz, reader, asked, text) {
  const parts = text.split("=");
  if (parts.length > 1 && isAsked(quiz, reader, asked, parts[0])) parts.shift();
  try {
    const verdicts = parts.map((part) => verdictOn(quiz, reader, asked, part));
    return verdicts.find(([verdict]) => verdict === "wrong") || verdicts[verdicts.length - 1];
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return ["", error.message];
  }
}

function isAsked(quiz, reader, asked, text) {
  const name = text.trim();
  if (name === asked.name) return true;
  const tokens = reader.tokens(name);
  const word = tokens[0] || "";
  const place = word[0] === "\uE000" ? Number(word.slice(1, -1)) : reader.place(word);
  const one = quiz.names[place];
  return one !== undefined && (place === asked.place || one.name === quiz.names[asked.place].name
    || (tokens.length === 1 && place > asked.place && one.parameter === quiz.names[asked.place].parameter));
}

class Quiz {
  constructor(content) {
    this.content = content;
    this.reader = new Reader(content);
    $("answer-form").addEventListener("submit", (event) => { event.preventDefault(); this.answer(); });
    $("skip").addEventListener("click", () => this.solve());
    $("again").addEventListener("click", () => { this.begin(); $("answer").focus(); });
    this.begin();
  }

  begin() {
    Object.assign(this, { number: 0, rightFirst: 0 });
    say("", "");
    this.ask();
  }

  get asked() { return this.content.questions[this.number]; }

  ask() {
    this.tries = 0;
    $("answer").value = "";
    $("asking").hidden = !this.asked;
    $("again").hidden = Boolean(this.asked);
    const { questions, names } = this.content;
    const known = this.asked ? this.asked.place : names.length;
    $("known").replaceChildren(...names.slice(0, known).map((one) => {
      const row = document.createElement("li");
      row.textContent = `${one.name} = ${one.text}`;
      if (one.parameter) row.className = "parameter";
      return row;
    }));
    if (!this.asked) return;
    $("question").textContent = `${this.number + 1} / ${questions.length} · ${this.asked.title}`;
    $("asked-for").textContent = `${this.asked.name} =`;
  }

  answer() {
    if (!this.asked || !$("answer").value.trim()) return;
    const [verdict, words] = grade(this.content, this.reader, this.asked, $("answer").value);
    say(verdict, words);
    if (verdict === "wrong") this.tries += 1;
    if (verdict !== "right") { $("answer").select(); return; }
    if (this.tries === 0) this.rightFirst += 1;
    this.on(words, verdict);
  }

  solve() {
    if (this.asked) this.on(`${this.asked.name} = ${this.asked.solution}`, "");
  }

  on(words, verdict) {
    this.number += 1;
    this.ask();
    say(verdict, this.asked ? words : `${words}. ${WORDS.done} ${this.rightFirst} / ${this.content.questions.length}.`);
  }
}

function say(verdict, words) {
  $("said").className = `said ${verdict}`;
  $("said").textContent = words;
}

// The questions are packed, so that nobody reads the answers by accident.
async function unpack() {
  const packed = Uint8Array.from(atob($("quiz-data").textContent.trim()), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const content = JSON.parse(await new Response(unpacked).text());
  if (content.questions.length) new Quiz(content);
  root.dataset.quiz = "ready";
}

if (typeof DecompressionStream === "undefined") say("", WORDS.too_old);
else unpack();
show(byId.get(location.hash.slice(1)) ?? 0, { focus: false, remember: false });
