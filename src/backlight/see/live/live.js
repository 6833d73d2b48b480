// Asks the program for what is new, once a second at most, and puts it into the page. When the program is over, or
// gone, the page stays as it is and works on. Each question says which page asks, and when it will again.
"use strict";
(() => {
  const { store } = backlight;
  const PATIENCE = 5; // failed questions in a row
  const page = crypto.getRandomValues(new Uint32Array(2)).join("-"); // several may be open
  let version = "", failed = 0, pause = 1000;

  /** The rows of a curve up to a step, then the new ones; `columns` are lists of the same length, "steps" among them. */
  function joined(old, news, after, columns) {
    const count = old ? old.steps.filter((step) => step < after).length : 0;
    return Object.fromEntries(columns.map((name) => [name, [...(old ? old[name].slice(0, count) : []), ...news[name]]]));
  }

  /** A record and what came since: its news hold every row from step `after` on, and the steps behind it in detail. */
  function merged(old, { state, after, kept, orders, ...news }) {
    const still = new Set(kept);
    const losses = news.losses.map((loss, i) => ({ ...loss, ...joined(old.losses[i], loss, after, ["steps", "values"]) }));
    const parameters = news.parameters.map((one, i) => {
      const columns = ["steps", "norm", "gradient", "update"];
      return { ...one, history: joined(old.parameters[i]?.history, one.history, after, columns) };
    });
    const steps = [...old.steps.filter((step) => step.step <= after && still.has(step.step)), ...news.steps];
    const graphs = [...old.graphs, ...news.graphs].map(
      (graph, i) => graph && { ...graph, backward: graph.backward || orders[i] });
    return { ...news, losses, parameters, steps, graphs };
  }

  async function look() {
    const { record } = store.get();
    const after = record.steps.length ? record.steps.at(-1).step : 0;
    const query = new URLSearchParams({ state: version, after, graphs: record.graphs.length, page, pause });
    const began = performance.now();
    let waited = 0;
    try {
      const answer = await fetch(`record?${query}`, { cache: "no-store", credentials: "omit" });
      waited = performance.now() - began;
      if (answer.status === 403) return answered(false);
      if (answer.status === 200) {
        const news = await answer.json();
        version = news.state;
        store.replace(merged(record, news));
      }
      failed = 0;
    } catch {
      failed += 1;
      if (failed >= PATIENCE) return answered(false);
    }
    if (store.get().record.program.ending.kind === "running") setTimeout(look, pause);
    const took = performance.now() - began;
    pause = Math.round(Math.min(Math.max(1000, 20 * waited, 3 * took), 10000)); // the program and the page have other work
  }

  /** Whether somebody answers; when nobody does any more, the page is one from disk. */
  function answered(live) {
    backlight.live = live;
    store.replace({ ...store.get().record });
  }

  answered(true);
  setTimeout(look, 200);
})();
