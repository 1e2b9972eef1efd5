// nlp.js in the ten-shot comparison: `node classify.js SPLIT.json OUT.json`, the same steps and
// fields as bench/ten_shot/worker.py.
"use strict";

const fs = require("node:fs");
const { NlpManager } = require("node-nlp");

const WARM_UP = 30;
const [splitFile, out] = process.argv.slice(2);

const cpuMilliseconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

// Where nlp.js is in doubt it answers "None". Every message here has a class, so its best one
// counts, which can only be in its favour.
const bestOf = (answer) =>
  (answer.classifications.find((one) => one.intent !== "None") ?? { intent: "None" }).intent;

async function main() {
  const split = JSON.parse(fs.readFileSync(splitFile, "utf8"));
  const manager = new NlpManager({
    languages: ["en"],
    autoSave: false,
    autoLoad: false,
    nlu: { log: false },
  });
  const cpu = cpuMilliseconds();
  const wall = performance.now();
  for (const [text, label] of split.train) manager.addDocument("en", text, label);
  await manager.train();
  const trainS = { wall: (performance.now() - wall) / 1000, cpu: (cpuMilliseconds() - cpu) / 1000 };

  for (const [text] of split.train.slice(0, WARM_UP)) await manager.process("en", text);
  const answers = [];
  const ms = [];
  const used = cpuMilliseconds();
  for (const [text] of split.test) {
    const start = performance.now();
    const answer = await manager.process("en", text);
    ms.push(performance.now() - start);
    answers.push(bestOf(answer));
  }
  const cpuMs = (cpuMilliseconds() - used) / ms.length;
  const versions = { node: process.versions.node, "node-nlp": require("node-nlp/package.json").version };
  const result = { split: split.fingerprint, train_s: trainS, answers, ms, cpu_ms: cpuMs, versions };
  fs.writeFileSync(out, JSON.stringify(result));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
