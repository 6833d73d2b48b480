// The panel that tells of one thing: the node, edge or module that is selected, otherwise what happens right now.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { count } = backlight.format;
  const { t } = backlight.words;

  // The selection if this step's graph has it: another step may have another graph.
  function selected({ selection, step, record }) {
    if (!selection || step < 0) return null;
    const { nodes, edges, modules } = record.graphs[record.steps[step].graph];
    if (selection.node !== undefined) return nodes[selection.node] ? selection : null;
    if (selection.edge !== undefined) return edges[selection.edge] ? selection : null;
    return selection.module in modules ? selection : null;
  }

  function render(element, state) {
    const chosen = selected(state);
    const { step, position } = state;
    if (!chosen) element.append(...now(state).filter(Boolean));
    else {
      element.append(
        html(
          "button",
          {
            type: "button",
            class: "close",
            "data-key": "close",
            title: t("card.close"),
            "aria-label": t("card.close"),
            onclick: () => backlight.store.set({ selection: null }),
          },
          "×",
        ),
      );
      const parts =
        chosen.node !== undefined
          ? backlight.card.node(step, chosen.node, position)
          : chosen.edge !== undefined
            ? backlight.card.edge(step, chosen.edge, position)
            : backlight.card.module(step, chosen.module);
      element.append(...parts.flat(Infinity).filter(Boolean));
    }
  }

  // The program, then the event at which the position stands, with the card of its node.
  function now({ record, step, position }) {
    const { program, dropped } = record;
    if (step < 0) return [html("p", { class: "empty" }, t("now.no_steps"))];
    const { events, forward } = backlight.data.course(step);
    const event = events[position - 1];
    const facts = [
      html(
        "p",
        { class: "now-count" },
        t("now.position", count(record.steps[step].step), count(position), count(events.length)),
      ),
      event
        ? html("p", { class: "now-what" }, sentence(step, event))
        : html("p", { class: "now-what" }, t("now.before")),
      position === forward
        ? html("p", { class: "dim" }, t("now.turn"))
        : position === events.length
          ? html("p", { class: "dim" }, t("now.end"))
          : null,
      html("p", { class: "hint" }, t("now.hint")),
    ];
    const less = dropped.steps ? t("now.dropped", count(dropped.steps), count(record.steps.length)) : dropped.reason;
    const rest = less ? [html("p", { class: "dim small", title: dropped.reason }, less)] : [];
    const error =
      program.ending.kind === "raised"
        ? [html("p", { class: "warning" }, `⚠ ${t("now.raised", program.ending.error)}`)]
        : [];
    const card = event ? backlight.card.node(step, event.node, position) : [];
    return [html("div", { class: "now" }, error, facts, rest), ...card.flat(Infinity)];
  }

  function sentence(step, event) {
    const node = backlight.links.node(step, event.node, "now");
    const one = backlight.data.graph(step).nodes[event.node];
    if (event.kind === "forward")
      return [`${t(one.op ? "now.computes" : one.kind === "leaf" ? "now.leaf" : "now.constant")} `, node];
    return [`${t("now.fires")} `, node, ` ${t("now.gives", event.edges.length)}`];
  }

  backlight.card.selected = selected;
  backlight.panels.add({ id: "card", title: "panel.card", on: ["step", "position", "selection", "open"], render });
})();
