// An answer: a number, or a formula of numbers, names and functions; read sign by sign, never run.

class Unreadable extends Error {}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const TOKEN = /\uE000\d+\uE001|\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|\*\*|[∂\p{L}_][\p{L}\p{N}_]*(?:\.t\d+)?(?:['′])?|\S/giu;
const OPERATORS = { "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "⊙": "*", "÷": "/", "∕": "/", "**": "^" };
const LONGEST = 200;
const DEEPEST = 60;

// What no definition says, since every browser computes it.
const COMPUTED = {
  exp: Math.exp, log: Math.log, sqrt: Math.sqrt, abs: Math.abs, sin: Math.sin, cos: Math.cos, tanh: Math.tanh,
  sinh: Math.sinh, cosh: Math.cosh, arctan: Math.atan, erf,
  by_sign: (x, above, at, below) => (x > 0 ? above : x < 0 ? below : at),
};

function erf(x) {  // by its power series, where that is exact enough
  if (Math.abs(x) > 5) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; n < 120; n += 1) { term *= -x * x / n; total += term / (2 * n + 1); }
  return 2 / Math.sqrt(Math.PI) * total;
}

class Reader {
  constructor({ names, functions }) {
    this.names = names;
    this.functions = functions;
    this.typed = new Map();
    this.folded = new Map();
    this.other = new Map();
    names.forEach((one, place) => {
      for (const word of one.typed) {
        if (!this.typed.has(word)) this.typed.set(word, place);
        const small = word.toLowerCase();
        this.folded.set(small, [...(this.folded.get(small) || []), place]);
      }
      for (const word of one.other || []) if (!this.other.has(word)) this.other.set(word, place);
    });
    this.called = new Map(Object.keys(functions).map((name) => [name, name]));
    for (const [name, one] of Object.entries(functions)) {
      for (const word of one.called) if (!this.called.has(word)) this.called.set(word, name);
    }
    // Names as the page writes them, which no formula could hold; the longest first: old m(W₁) holds m(W₁).
    this.written = names.map((one, place) => [one.name, place]).filter(([name]) => /[^\p{L}\p{N}_]/u.test(name));
    this.written.sort((one, other) => other[0].length - one[0].length);
  }

  // The answer to a question: its value by hand, and with all numbers moved; and how it was given.
  read(text, asked) {
    if (text.length > LONGEST) throw new Unreadable(WORDS.unreadable);
    if (/^\s*[-+−]?\d+,\d+\s*$/.test(text)) {
      throw new Unreadable(`${WORDS.decimal_point} ${text.trim().replace(",", ".")}`);
    }
    const formula = new Formula(this, this.tokens(text), asked);
    const value = formula.whole();
    const byHand = value((one, element) => one.hand[element]);
    const moved = value((one, element) => (one.moved.length ? one.moved[element] : NaN));
    if (!Number.isFinite(byHand)) throw new Unreadable(WORDS.unreadable);
    return { value: byHand, moved, hasNames: formula.hasNames, hasDecimals: formula.hasDecimals, ...lastDigit(text) };
  }

  tokens(text) {
    let plain = text.replace(/[\uE000\uE001]/g, " ").replace(/#.*/, "");  // what stands behind # is a remark
    for (const [name, place] of this.written) {
      const found = plain.indexOf(name);
      if (found < 0 || /[\p{L}\p{N}_]/u.test(plain[found - 1] || "")) continue;
      if (/[\p{L}\p{N}_]/u.test(plain[found + name.length] || "")) continue;
      plain = plain.replaceAll(name, `\uE000${place}\uE001`);
    }
    plain = plain.replace(new RegExp(`⁻?[${RAISED}]+`, "g"), (raised) => {
      const digits = [...raised].map((one) => (one === "⁻" ? "-" : RAISED.indexOf(one))).join("");
      return `^(${digits})`;
    });
    plain = plain.normalize("NFKC").replace(/[∂d]L(?:oss)?\/[∂d]_?([\p{L}_])/gu, "d$1").replace(/∂(?=[\p{L}_])/gu, "d");
    plain = plain.replace(/\((d[\p{L}\p{N}_]+)\)_?(\d+)/gu, "$1_$2");
    return (plain.match(TOKEN) || []).map((one) => (Object.hasOwn(OPERATORS, one) ? OPERATORS[one] : one));
  }

  place(word) {
    const found = this.typed.get(word);
    if (found !== undefined) return found;
    const similar = new Set(this.folded.get(word.toLowerCase()) || []);
    if (similar.size === 1) return [...similar][0];
    return this.other.get(word) ?? this.typed.get(word.replace(/_/g, ""));
  }

  // A function as what it makes of its arguments; null for a word that is none, or one of a slope.
  apply(word) {
    const isSlope = /['′]$|_slope$/.test(word) && !this.called.has(word);
    const name = this.called.get(isSlope ? word.replace(/['′]$|_slope$/, "") : word);
    const one = name && this.functions[name];
    if (!one || (isSlope && !one.slope)) return null;
    if (isSlope && this.functions[`${name}_slope`]) return this.apply(`${name}_slope`);
    if (!isSlope && !one.is) return COMPUTED[name] || null;
    const names = (isSlope ? ["x"] : one.arguments);
    return (...values) => {
      const text = isSlope ? one.slope : one.is;
      const known = Object.fromEntries(names.map((argument, place) => [argument, values[place]]));
      return new Formula(this, this.tokens(text), null, known).whole()(() => NaN);
    };
  }
}

// A formula as a function of how a name is looked up.
class Formula {
  constructor(reader, tokens, asked, own = null) {
    Object.assign(this, { reader, tokens, asked, own, at: 0, deep: 0, hasNames: false, hasDecimals: false });
  }

  next() { return this.tokens[this.at]; }

  take(sign) {
    if (this.next() !== sign) throw new Unreadable(WORDS.unreadable);
    this.at += 1;
  }

  whole() {
    const value = this.sum();
    if (this.at !== this.tokens.length) throw new Unreadable(WORDS.unreadable);
    return value;
  }

  sum() {
    if ((this.deep += 1) > DEEPEST) throw new Unreadable(WORDS.unreadable);
    let value = this.product();
    while (this.next() === "+" || this.next() === "-") {
      const [before, sign] = [value, this.tokens[this.at++] === "+" ? 1 : -1];
      const after = this.product();
      value = (look) => before(look) + sign * after(look);
    }
    this.deep -= 1;
    return value;
  }

  product() {
    let value = this.signed();
    for (;;) {
      const before = value;
      if (this.next() === "*" || this.next() === "/") {
        const divides = this.tokens[this.at++] === "/";
        const after = this.signed();
        value = (look) => (divides ? before(look) / after(look) : before(look) * after(look));
      } else if (this.next() !== undefined && /^[(\uE000∂\p{L}_\d.]/u.test(this.next())) {  // 2(target - P)
        const after = this.power();
        value = (look) => before(look) * after(look);
      } else return value;
    }
  }

  signed() {
    if (this.next() !== "-" && this.next() !== "+") return this.power();
    if ((this.deep += 1) > DEEPEST) throw new Unreadable(WORDS.unreadable);
    const sign = this.tokens[this.at++] === "-" ? -1 : 1;
    const value = this.signed();
    this.deep -= 1;
    return (look) => sign * value(look);
  }

  power() {
    const base = this.atom();
    if (this.next() !== "^") return base;
    this.at += 1;
    const exponent = this.signed();
    return (look) => base(look) ** exponent(look);
  }

  atom() {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Unreadable(WORDS.unreadable);
    if (/^[\d.]/.test(token)) {
      if (!/^\d+$/.test(token)) this.hasDecimals = true;
      return () => Number(token);
    }
    if (token === "(") {
      const value = this.sum();
      this.take(")");
      return value;
    }
    if (token === "|") {
      const value = this.sum();
      this.take("|");
      return (look) => Math.abs(value(look));
    }
    if (token[0] === "\uE000") return this.named(Number(token.slice(1, -1)), token);
    if (/^[∂\p{L}_]/u.test(token)) return this.word(token);
    throw new Unreadable(WORDS.unreadable);
  }

  word(word) {
    if (this.own && Object.hasOwn(this.own, word)) return () => this.own[word];
    const place = this.own ? undefined : this.reader.place(word);
    const apply = place === undefined && this.next() === "(" ? this.reader.apply(word) : null;
    if (apply) {
      this.at += 1;
      const values = [this.sum()];
      while (this.next() === ",") { this.at += 1; values.push(this.sum()); }
      this.take(")");
      return (look) => apply(...values.map((value) => value(look)));
    }
    if (place !== undefined || (!this.own && this.next() === "[")) return this.named(place, word);
    if (word === "e") return () => Math.E;
    if (word === "pi" || word === "π") return () => Math.PI;
    throw new Unreadable(`${WORDS.nothing_called} ${word.slice(0, 40)}.`);
  }

  // A number of the lesson, perhaps one of a vector or matrix: h1[2], W[1, 2]; Y[3] is Y₃.
  named(place, word) {
    const numbers = [];
    if (this.next() === "[") {
      this.at += 1;
      do { numbers.push(Number(this.tokens[this.at++])); } while (this.tokens[this.at++] === ",");
      if (this.tokens[this.at - 1] !== "]") throw new Unreadable(WORDS.unreadable);
    }
    const shape = place === undefined ? undefined : this.reader.names[place].shape;
    if (numbers.length === 1 && !shape) {
      const timed = this.reader.place(`${word}${numbers[0]}`) ?? this.reader.place(`${word}_${numbers[0]}`);
      if (timed !== undefined) return this.known(timed, 0, word);
    }
    if (place === undefined) throw new Unreadable(`${WORDS.nothing_called} ${word.slice(0, 40)}.`);
    if (!shape) {
      if (numbers.some((number) => number !== 1)) throw new Unreadable(WORDS.unreadable);
      return this.known(place, 0, word);
    }
    const [rows, columns] = shape;
    const [row, column = 1] = numbers;
    if (!numbers.length) {
      const { name, typed } = this.reader.names[place];
      throw new Unreadable(`${name} ${WORDS.several} ${typed[0] || name}${columns === 1 ? "[1]" : "[1, 1]"}.`);
    }
    if (!(row >= 1 && row <= rows && column >= 1 && column <= columns)) throw new Unreadable(WORDS.unreadable);
    return this.known(place, (row - 1) * columns + column - 1, word);
  }

  known(found, element, word) {
    const { names } = this.reader;
    let place = found;
    if (place >= this.asked.place && (names[place].only ?? place) < this.asked.place) place = names[place].only;
    const said = word[0] === "\uE000" ? names[place].name : word;
    if (place === this.asked.place) throw new Unreadable(`${said} ${WORDS.asked_for}`);
    if (place > this.asked.place) throw new Unreadable(`${said} ${WORDS.not_yet_known}`);
    if (!names[place].hand) throw new Unreadable(WORDS.unreadable);
    this.hasNames = true;
    return (look) => look(names[place], element);
  }
}

// Half a unit of a plain number's last digit, and how many digits it has; of a formula neither.
function lastDigit(text) {
  const plain = text.trim().replace(/[−–]/g, "-").match(/^[-+]?(\d*)\.?(\d*)(?:e([-+]?\d+))?$/i);
  if (!plain || !(plain[1] + plain[2])) return { half: 0, digits: null };
  const places = plain[2].length - Number(plain[3] || 0);
  return { half: 0.5 * 10 ** -places, digits: (plain[1] + plain[2]).replace(/^0+/, "").length };
}
