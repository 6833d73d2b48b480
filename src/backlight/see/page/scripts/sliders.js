// The two sliders: the step of the training, and the position inside of forward and backward of that step.
"use strict";
(() => {
  const { html, svg } = backlight.dom;
  const { t } = backlight.words;
  const { store, data, format } = backlight;

  const SIGNS = {
    play: "M6 4l8 5-8 5z",
    pause: "M6 4h2v10H6zM11 4h2v10h-2z",
    back: "M12 4L6 9l6 5z",
    next: "M6 4l6 5-6 5z",
    earlier: "M6 4v10M14 4L8 9l6 5z",
    later: "M12 4v10M4 4l6 5-6 5z",
  };
  const rows = {};
  let timer = 0;

  function start() {
    const home = document.getElementById("time");
    rows.step = row("step", "earlier", "later", (at) => store.set({ step: at }));
    rows.position = row("position", "back", "next", (at) => store.set({ position: at }));
    rows.play = button("play", toggle);
    rows.play.classList.add("play");
    home.append(rows.play, rows.step.element, rows.position.element);
    store.on("record step position language playing", update);
    store.on("playing", tick);
    update();
  }

  function button(name, action) {
    return html("button", { type: "button", class: "tool", "data-name": name, onclick: action }, sign(name));
  }

  function sign(name) {
    return svg(
      "svg",
      { viewBox: "0 0 18 18", width: 18, height: 18, class: "icon solid", "aria-hidden": "true" },
      svg("path", { d: SIGNS[name] }),
    );
  }

  function row(name, back, next, set) {
    const slider = html("input", {
      type: "range",
      min: 0,
      max: 0,
      step: 1,
      id: `slider-${name}`,
      class: name,
      oninput: () => set(Number(slider.value)),
    });
    const label = html("label", { for: slider.id }),
      told = html("output", { for: slider.id, "aria-live": "off" });
    const parts = { back: button(back, () => move(name, -1)), next: button(next, () => move(name, 1)) };
    const element = html(
      "div",
      { class: `row ${name}` },
      html("div", { class: "words" }, label, told),
      html("div", { class: "control" }, parts.back, slider, parts.next),
    );
    return { element, slider, label, told, ...parts };
  }

  /** One event or one step on (1) or back (−1). */
  function move(name, by) {
    const state = store.get();
    store.set({ [name]: state[name] + by, playing: false });
  }

  function update() {
    const { record, step, position, playing } = store.get();
    const steps = record.steps.length;
    const events = step < 0 ? [] : data.events(step);
    document.getElementById("time").classList.toggle("nothing", !steps);
    put(rows.step, "step", step, steps - 1, steps ? stepWords(record, step) : []);
    put(rows.position, "position", position, events.length, steps ? positionWords(step, position, events) : []);
    const forward = step < 0 ? 0 : data.course(step).forward;
    rows.position.slider.style.setProperty("--turn", `${events.length ? (100 * forward) / events.length : 50}%`);
    rows.play.replaceChildren(sign(playing ? "pause" : "play"));
    name(rows.play, playing ? "time.pause" : "time.play");
    name(rows.step.back, "time.earlier");
    name(rows.step.next, "time.later");
    name(rows.position.back, "time.back");
    name(rows.position.next, "time.next");
  }

  function name(button, key) {
    button.title = t(key);
    button.setAttribute("aria-label", t(key));
  }

  function put({ slider, label, told, back, next }, name, at, most, words) {
    slider.max = Math.max(most, 0);
    slider.value = at;
    slider.disabled = most <= 0;
    slider.style.setProperty("--at", `${most > 0 ? (100 * at) / most : 0}%`);
    slider.setAttribute("aria-valuetext", words.join(" ").trim());
    label.textContent = t(`time.${name}`);
    told.replaceChildren(...words.map((word, k) => html("span", { class: ["main", "more"][k] ?? "more" }, word)));
    back.disabled = at <= 0;
    next.disabled = at >= most;
  }

  function stepWords(record, step) {
    const { step: number, losses } = data.detail(step);
    const last = Math.max(number, ...record.losses.map((one) => one.steps.at(-1) ?? 0));
    const words = [format.count(number), t("time.of", format.count(last))];
    if (record.dropped.steps) words[1] = t("time.kept", format.count(record.steps.length), format.count(last));
    if (losses.length)
      words.push(
        losses
          .slice(0, 2)
          .map(([name, value]) => `${name} = ${format.number(value)}`)
          .join(", "),
      );
    return words;
  }

  function positionWords(step, position, events) {
    if (!position) return ["0", t("time.start")];
    const event = events[position - 1];
    const { forward } = data.course(step);
    const { nodes } = data.graph(step);
    const node = nodes[event.node];
    const what = [node.label || node.op || t(`view.${node.kind}`), node.name !== node.label && node.name]
      .filter(Boolean)
      .join(" ");
    const [at, of] = event.kind === "forward" ? [position, forward] : [position - forward, events.length - forward];
    return [`${t(`time.${event.kind}`)} ${format.count(at)}/${format.count(of)}`, what];
  }

  // Playing -----------------------------------------------------------------------------------------------------------

  function toggle() {
    const { playing, step, position } = store.get();
    if (step < 0) return;
    if (!playing && position >= data.events(step).length) store.set({ position: 0 });
    store.set({ playing: !playing });
  }

  /** About twelve seconds for a step of many events, two events a second for a step of few. */
  function tick() {
    clearInterval(timer);
    if (!store.get().playing) return;
    const many = data.events(store.get().step).length;
    const pause = Math.min(450, Math.max(50, 12000 / many));
    const stride = Math.max(1, Math.round((many * pause) / 12000));
    timer = setInterval(() => {
      const { step, position } = store.get();
      const end = data.events(step).length;
      store.set({ position: position + stride });
      if (position + stride >= end) store.set({ playing: false });
    }, pause);
  }

  backlight.sliders = { start, move, toggle };
})();
