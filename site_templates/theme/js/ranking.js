// The ranking of extractor/search, number for number: `_words`, `_lookup` and `_ranking` say what is done and why.
// tests/search/vectors.json holds what both must give. Nothing here touches a page.
(() => {
  "use strict";
  const PART = /[\p{L}\p{N}_]+/gu;
  const WRITTEN = /[$€£]?[\p{L}\p{N}_]+(?:[./&@:'-][\p{L}\p{N}_]+)*[+#%]*/gu;
  const letters = (word) => Array.from(word);

  const folded = (text) =>
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .normalize("NFC")
      .replace(/[’‘ʼ]/g, "'")
      .replace(/([0-9]),([0-9]{3})/g, "$1$2");

  const grams = (word) => {
    const framed = ["^", ...letters(word), "$"];
    const all = new Set();
    for (const size of [2, 3])
      for (let at = 0; at + size <= framed.length; at += 1) all.add(framed.slice(at, at + size).join(""));
    return all;
  };
  const pairs = (word) => [...grams(word)].filter((gram) => letters(gram).length === 2);

  // Letters to add, drop, replace, or swap with a neighbour.
  const edits = (one, other) => {
    const a = letters(one);
    const b = letters(other);
    let older = [];
    let before = [];
    let row = Array.from({ length: b.length + 1 }, (_, place) => place);
    for (let i = 1; i <= a.length; i += 1) {
      [older, before, row] = [before, row, [i]];
      for (let j = 1; j <= b.length; j += 1) {
        let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, older[j - 2] + 1);
        row.push(cost);
      }
    }
    return row[b.length];
  };

  const summed = (differences) => {
    let sum = 0;
    return differences.map((difference) => (sum += difference));
  };
  const push = (map, key, value) => (map.has(key) ? map.get(key).push(value) : map.set(key, [value]));
  const raise = (map, key, value) => {
    if (value > (map.get(key) || 0)) map.set(key, value);
  };
  const add = (map, key, value) => map.set(key, (map.get(key) || 0) + value);
  const owners = (texts) => texts.flatMap((count, entry) => Array(count).fill(entry));

  class Ranking {
    constructor(data) {
      this.data = data;
      this.counts = data.counts;
      this.words = new Map();
      const listed = [];
      const terms = summed(data.terms);
      let before = [];
      data.words.split("\n").forEach((row, place) => {
        if (!row) return;
        before = [...before.slice(0, parseInt(row[0], 36)), ...letters(row.slice(1))];
        listed.push(before.join(""));
        this.words.set(listed[place], terms[place]);
      });
      this.roots = summed(data.roots).map((place) => listed[place]);
      this.weights = data.weights.map((place) => data.distinct[place]);
      this.light = new Set(summed(data.light));
      this.others = new Map(data.others);
      this.spellings = new Set(data.spellings);
      this.phrases = new Map();
      for (const word of [...this.words.keys(), ...this.others.keys()])
        if (word.includes(" ")) push(this.phrases, word.split(" ")[0], word.split(" "));
      for (const phrases of this.phrases.values())
        phrases.sort((a, b) => b.length - a.length || (a.join(" ") < b.join(" ") ? -1 : 1));
      this.classes = new Map();
      data.classes.forEach((members, number) => members.forEach((term) => push(this.classes, term, number)));
      this.sizes = this.roots.map((root) => grams(root).size);
      this.grams = new Map();
      this.roots.forEach((root, term) => {
        if (!this.light.has(term) && !root.includes(" ")) for (const gram of grams(root)) push(this.grams, gram, term);
      });
      this.spelt = new Map();
      for (const [word, term] of this.words)
        if (!word.includes(" ") && !this.light.has(term)) for (const pair of pairs(word)) push(this.spelt, pair, word);
      this.ofWording = owners(data.wordings.texts);
      for (const field of [data.quotations, data.second]) {
        field.owners = owners(field.texts);
        const { LENGTH, SATURATION } = this.counts;
        field.drags = field.lengths.map((length) => (SATURATION * (100 - LENGTH + (LENGTH * length) / field.mean)) / 100);
      }
    }

    split(text) {
      const parts = [];
      for (const [written] of folded(text).matchAll(WRITTEN)) {
        const closed = written.replaceAll("-", "");
        if (closed !== written && this.words.has(closed)) parts.push(closed);
        else if (written.replace(PART, "") && this.words.has(written)) parts.push(written);
        else {
          parts.push(...written.match(PART));
          if (/[^'-]/.test(written.replace(PART, ""))) parts.push(written);
        }
      }
      const joined = [];
      for (let place = 0; place < parts.length; place += 1) {
        const phrase = (this.phrases.get(parts[place]) || []).find((words) =>
          words.every((word, at) => parts[place + at] === word),
        );
        if (!phrase) joined.push(parts[place]);
        else {
          const name = phrase.join(" ");
          joined.push(...(this.spellings.has(name) ? [name] : [...phrase, name]));
          place += phrase.length - 1;
        }
      }
      return joined.filter((word) => letters(word).length <= this.counts.LONGEST_WORD);
    }

    // A word, and what it may be with another ending.
    forms(word) {
      const forms = [word];
      const length = letters(word).length;
      for (const [ending, instead] of this.data.endings) {
        if (!word.endsWith(ending) || length < letters(ending).length + 3) continue;
        const stem = word.slice(0, word.length - ending.length);
        const last = letters(stem).slice(-2);
        forms.push(stem + instead);
        if (!instead && last[0] === last[1]) forms.push(stem.slice(0, stem.length - last[1].length));
      }
      return forms;
    }

    term(word) {
      const form = this.forms(word).find((each) => this.words.has(each));
      return form === undefined ? null : this.words.get(form);
    }

    // The words of a question, each once, with the terms they can mean and how well each matches.
    asked(question) {
      const asked = new Map();
      for (const word of this.split(question)) {
        if (asked.size === this.counts.LONGEST_QUESTION) break;
        const term = this.term(word);
        const name = term === null ? word : this.roots[term];
        if (!asked.has(name)) asked.set(name, this.meant(word, term));
      }
      return [...asked.values()];
    }

    meant(word, term) {
      const { TYPED, BEGUN, CLASS, LETTERS, SHORTEST_BEGUN } = this.counts;
      if (term !== null && this.light.has(term))
        return { word, weight: this.weights[term], light: true, matches: [[term, 100]] };
      const strengths = new Map();
      const match = (other, strength) => this.light.has(other) || raise(strengths, other, strength);
      const matchClasses = (numbers) =>
        numbers.forEach((number) => this.data.classes[number].forEach((other) => match(other, CLASS)));
      if (term !== null) {
        match(term, 100);
        matchClasses(this.classes.get(term) || []);
      } else {
        const form = this.forms(word).find((each) => this.others.has(each));
        if (form !== undefined) matchClasses(this.others.get(form));
        else {
          const [typed, errors] = this.mistyped(word);
          typed.forEach((other) => match(other, TYPED[errors]));
          if (!typed.length && letters(word).length >= SHORTEST_BEGUN)
            for (const [known, other] of this.words) if (known.startsWith(word)) match(other, BEGUN);
        }
      }
      for (const [other, share] of this.alike(term === null ? word : this.roots[term]))
        match(other, Math.floor((LETTERS * share) / 100));
      const weight = term === null ? this.data.unknown : this.weights[term];
      const matches = [...strengths].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, this.counts.MOST_MATCHES);
      return { word, weight, light: false, matches };
    }

    mistyped(word) {
      const { ONE_EDIT, TWO_EDITS } = this.counts;
      const length = letters(word).length;
      const most = length >= TWO_EDITS ? 2 : length >= ONE_EDIT ? 1 : 0;
      if (!most) return [[], 0];
      const own = pairs(word);
      const shared = new Map();
      for (const pair of own) for (const known of this.spelt.get(pair) || []) add(shared, known, 1);
      let errors = most + 1;
      let near = new Set();
      for (const [known, count] of shared) {
        if (count < own.length - 3 * most || Math.abs(letters(known).length - length) > most) continue;
        const needed = edits(word, known);
        if (needed > most || needed > errors) continue;
        if (needed < errors) near = new Set();
        errors = needed;
        near.add(this.words.get(known));
      }
      return [[...near], errors];
    }

    alike(word) {
      const { SHORTEST_ALIKE, FEWEST_LETTERS } = this.counts;
      if (letters(word).length < SHORTEST_ALIKE || word.includes(" ")) return [];
      const own = grams(word);
      const shared = new Map();
      for (const gram of own) for (const term of this.grams.get(gram) || []) add(shared, term, 1);
      const alike = [];
      for (const [term, count] of shared) {
        const share = Math.floor((200 * count) / (own.size + this.sizes[term]));
        if (share >= FEWEST_LETTERS && letters(this.roots[term]).length >= SHORTEST_ALIKE) alike.push([term, share]);
      }
      return alike;
    }

    // The numbers of the pieces of postings that a question asks for.
    needs(asked) {
      const needed = new Set();
      for (const { matches } of asked) for (const [term] of matches) needed.add(this.piece(term));
      return [...needed];
    }

    piece(term) {
      let number = 0;
      while (number + 1 < this.data.pieces.length && this.data.pieces[number + 1] <= term) number += 1;
      return number;
    }

    // Entries by their numbers with their scores, the best first; `postings` gives a loaded piece by its number.
    rank(asked, postings) {
      const { BALANCE, WHOLE, POOLED, QUOTED, ALONE, SECOND } = this.counts;
      const { data } = this;
      const read = new Map();
      const having = (term, field) => {
        if (!read.has(term)) {
          const number = this.piece(term);
          read.set(term, postings(number)[term - data.pieces[number]].map(summed));
        }
        return read.get(term)[field];
      };
      const total = asked.reduce((sum, word) => sum + word.weight, 0);
      const heavy = asked.reduce((sum, word) => sum + (word.light ? 0 : word.weight), 0);
      const covered = new Map();
      const told = new Map();
      const pooled = new Map();
      for (const word of [...asked.filter((each) => !each.light), ...asked.filter((each) => each.light)]) {
        const best = new Map();
        for (const [term, strength] of word.matches)
          for (const wording of having(term, 0))
            if (!best.has(wording) && (!word.light || covered.has(wording))) best.set(wording, [term, strength]);
        const byEntry = new Map();
        for (const [wording, [term, strength]] of best) {
          add(covered, wording, word.weight * strength);
          add(told, wording, strength * Math.min(word.weight, this.weights[term]));
          raise(byEntry, this.ofWording[wording], strength);
        }
        for (const [entry, strength] of byEntry) add(pooled, entry, word.weight * strength);
      }
      const best = new Map();
      for (const [wording, sum] of covered) {
        const ofQuestion = Math.min(1, sum / (100 * total));
        const ofWording = Math.min(1, told.get(wording) / (100 * data.wordings.lengths[wording]));
        raise(best, this.ofWording[wording], BALANCE * Math.sqrt(ofQuestion * ofWording) + WHOLE * ofWording);
      }
      const [quoted, alone] = this.spoken(data.quotations, 1, asked, having);
      const [second] = this.spoken(data.second, 2, asked, having);
      const certain = data.rare ? Math.min(1, 0.5 + total / (2 * data.rare)) : 1;
      return [...new Set([...best.keys(), ...quoted.keys(), ...second.keys()])]
        .map((entry) => {
          const hundredths =
            certain *
            ((best.get(entry) || 0) +
              POOLED * Math.min(1, (pooled.get(entry) || 0) / (100 * total)) +
              (QUOTED * (quoted.get(entry) || 0)) / heavy +
              ALONE * Math.max(0, (alone.get(entry) || 0) / (50 * heavy) - 1) +
              (SECOND * (second.get(entry) || 0)) / heavy);
          return { entry, score: Math.floor(hundredths * 100 + 0.5) / 10000 };
        })
        .sort((a, b) => b.score - a.score || a.entry - b.entry);
    }

    spoken(field, number, asked, having) {
      const sums = new Map();
      const alone = new Map();
      for (const word of asked) {
        if (word.light) continue;
        const best = new Map();
        const inText = new Map();
        for (const [term, strength] of word.matches) {
          const counted = new Map();
          for (const text of having(term, number)) {
            add(counted, field.owners[text], 1);
            if (!inText.has(text)) inText.set(text, strength);
          }
          for (const [entry, count] of counted)
            raise(best, entry, (strength * count) / (100 * count + field.drags[entry]));
        }
        for (const [entry, value] of best) add(sums, entry, word.weight * value);
        for (const [text, strength] of inText) add(alone, text, word.weight * strength);
      }
      const most = new Map();
      for (const [text, value] of alone) raise(most, field.owners[text], value);
      return [sums, most];
    }

    // Which of some texts says most of a question: its place, -1 where none says anything.
    nearest(asked, texts) {
      let most = 0;
      let place = -1;
      texts.forEach((text, at) => {
        const terms = new Set(this.split(text).map((word) => this.term(word)));
        const value = asked.reduce((sum, { light, weight, matches }) => {
          const match = light ? undefined : matches.find(([term]) => terms.has(term));
          return sum + (match ? weight * match[1] : 0);
        }, 0);
        if (value > most) [most, place] = [value, at];
      });
      return place;
    }

    // Where words of a text are that a question asks for: pairs of offsets.
    marks(asked, text) {
      const wanted = new Set(asked.flatMap(({ light, matches }) => (light ? [] : matches.map(([term]) => term))));
      return [...text.matchAll(/[\p{L}\p{N}_]+(?:['’ʼ][\p{L}\p{N}_]+)*/gu)]
        .filter(([word]) => this.split(word).some((part) => wanted.has(this.term(part))))
        .map(({ 0: word, index }) => [index, index + word.length]);
    }
  }

  globalThis.threadfaqRanking = { Ranking };
})();
