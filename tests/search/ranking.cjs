// Asks an index in pieces: node ranking.cjs RANKING.js PIECES.json QUESTIONS.json prints [[[entry, score], ...], ...],
// and on standard error the milliseconds of one question.
"use strict";
const { readFileSync } = require("node:fs");
const { runInThisContext } = require("node:vm");
const [ranking, pieces, questions] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const loaded = {};
globalThis.threadfaqPiece = (name, value) => (loaded[name] = value);
runInThisContext(ranking);
for (const script of Object.values(JSON.parse(pieces))) runInThisContext(script);
const engine = new globalThis.threadfaqRanking.Ranking(loaded.index);
const start = performance.now();
const answers = JSON.parse(questions).map((question) => {
  const asked = engine.asked(question);
  const needed = new Set(engine.needs(asked));
  const postings = (number) => {
    if (!needed.has(number)) throw new Error(`piece ${number} was not asked for`);
    return loaded[`terms-${number}`];
  };
  return engine.rank(asked, postings).map(({ entry, score }) => [entry, score]);
});
process.stderr.write(String((performance.now() - start) / Math.max(1, answers.length)));
process.stdout.write(JSON.stringify(answers));
