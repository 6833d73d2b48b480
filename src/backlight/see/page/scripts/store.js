// What the viewer looks at, in one place. Everything on the page is drawn from it, and changes it through set().
//
//   record     the record (docs/record.md)
//   step       index into record.steps, -1 if there are none
//   position   how many events of that step have happened, 0 … backlight.data.events(step).length
//   selection  {node: id} | {edge: id} | {module: path} | null; in a step with another graph, what is like it there
//   open       Set of the paths of opened modules, and of opened stacks ("layers.0×12")
//   language   "en" | "zh";  theme  "auto" | "light" | "dark";  playing  true | false
//   direction  in which values flow, "down" | "right" | null: not chosen yet
"use strict";
var backlight = {};

(() => {
  const state = {
    record: null,
    step: -1,
    position: 0,
    selection: null,
    open: new Set(),
    language: "en",
    theme: "auto",
    direction: null,
    playing: false,
  };
  const listeners = [];

  function same(a, b) {
    if (a === b) return true;
    if (!(a instanceof Set) || !(b instanceof Set) || a.size !== b.size) return false;
    return [...a].every((item) => b.has(item));
  }

  /** Take over changes, then call everyone who asked for one of the names. A new step keeps the position if it can. */
  function set(changes) {
    const before = { ...state };
    const ended = state.step >= 0 && state.position >= length(state.step);
    Object.assign(state, changes);
    state.step = Math.min(Math.max(state.step, Math.min(0, count() - 1)), count() - 1);
    if (state.record !== before.record || state.step !== before.step) {
      if (!("position" in changes) && ended) state.position = Infinity;
      if (!("selection" in changes)) state.selection = chosenIn(graphOf(before), graphOf(state));
    }
    state.position = Math.min(Math.max(state.position, 0), length(state.step));
    const changed = Object.keys(state).filter((name) => !same(before[name], state[name]));
    if (!changed.length) return;
    for (const { names, call } of [...listeners]) {
      if (names.some((name) => changed.includes(name))) call(state, changed);
    }
  }

  function graphOf({ record, step }) {
    return step < 0 || !record ? null : record.graphs[record.steps[step].graph];
  }

  /** What is chosen in one graph as it is in another; null where that has nothing like it. */
  function chosenIn(before, after) {
    const { selection } = state;
    return selection && before && after !== before ? backlight.data.counterpart(selection, before, after) : selection;
  }

  function count() {
    return state.record ? state.record.steps.length : 0;
  }

  function length(step) {
    return step < 0 || !state.record ? 0 : backlight.data.events(step).length;
  }

  /** Call fn(state, changed names) after any of these names changed; `names` is a list or words with spaces between. */
  function on(names, call) {
    listeners.push({ names: typeof names === "string" ? names.split(" ") : names, call });
  }

  /** A newer record of the same run. Who looks at the last step, and does not play it, goes on to the new last one. */
  function replace(record) {
    const { step, record: old, playing } = state;
    const changes = { record };
    if (!old || step < 0 || (step === old.steps.length - 1 && !playing)) {
      changes.step = record.steps.length - 1;
    } else {
      const number = old.steps[step].step;
      const found = record.steps.findIndex((one) => one.step >= number);
      changes.step = found < 0 ? record.steps.length - 1 : found;
    }
    if (!old) changes.position = Infinity;
    backlight.data.forget();
    set(changes);
  }

  backlight.store = { get: () => state, set, on, replace };
})();
