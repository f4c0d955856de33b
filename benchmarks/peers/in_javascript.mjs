// Parse data into memory and ask Comunica, in this one process: as in_python.py, with the folder in which
// Comunica is installed in place of the engine's name.
import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [home, work, folder, ...paths] = process.argv.slice(2);
const require = createRequire(join(home, "package.json"));
const { QueryEngine } = require("@comunica/query-sparql-rdfjs");
const { Store, StreamParser } = require("n3");

const store = new Store();
await new Promise((done, failed) => {
  const quads = createReadStream(join(folder, "data.nq")).on("error", failed);
  const parsed = quads.pipe(new StreamParser({ format: "N-Quads" })).on("error", failed);
  store.import(parsed).on("end", done);
});
const engine = new QueryEngine();

async function ask(text) {
  const found = await engine.query(text, { sources: [store], unionDefaultGraph: true });
  const { data } = await engine.resultToString(found, "application/sparql-results+json");
  let whole = "";
  for await (const part of data) whole += part;
  return whole;
}

if (work === "ask") {
  process.stdout.write(await ask(readFileSync(paths[0], "utf8")));
} else if (work === "warm") {
  for (const path of paths) {
    const text = readFileSync(path, "utf8");
    let told;
    try {
      await ask(text);
      const start = performance.now();
      await ask(text);
      told = { seconds: (performance.now() - start) / 1000 };
    } catch (error) {
      told = { fault: String(error) };
    }
    console.log(JSON.stringify(told));
  }
}
