// The program's lines that were recorded: the one of the current event is lit, and a line leads to its nodes.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { values } = backlight.format;
  const { t } = backlight.words;

  let file = null; // index of the file that is shown; null follows the event
  let asked = null; // a place that was opened from another panel

  function show(place) {
    file = place[0];
    asked = place;
    backlight.panels.refresh("code");
  }

  // The place of what the viewer looks at: the selection, otherwise the event at the position.
  function current(state) {
    const { step, position } = state;
    if (step < 0) return null;
    const { nodes, edges } = backlight.data.graph(step);
    const chosen = backlight.card.selected(state);
    if (chosen?.node !== undefined) return nodes[chosen.node].place;
    if (chosen?.edge !== undefined) return nodes[edges[chosen.edge].target].place;
    const event = backlight.data.events(step)[position - 1];
    return event ? nodes[event.node].place : null;
  }

  function render(element, state) {
    const { record, step } = state;
    const files = record.files.filter((one) => Object.keys(one.lines).length);
    if (!files.length) return void element.append(html("p", { class: "empty" }, t("code.none")));
    const here = current(state);
    if (here) file = asked ? file : here[0];
    const shown =
      record.files[file] && Object.keys(record.files[file].lines).length ? file : record.files.indexOf(files[0]);
    const mark = asked ?? here;
    const nodes = new Map(); // by line
    if (step >= 0)
      for (const one of backlight.data.graph(step).nodes) {
        if (one.place && one.place[0] === shown) nodes.set(one.place[1], [...(nodes.get(one.place[1]) ?? []), one]);
      }
    if (files.length > 1)
      element.append(
        html(
          "div",
          { class: "switch files", role: "group", "aria-label": t("code.files") },
          files.map((one) => {
            const index = record.files.indexOf(one);
            return html(
              "button",
              {
                type: "button",
                "data-key": `file ${index}`,
                title: one.path,
                "aria-pressed": String(index === shown),
                onclick: () => show([index, 0, 0, 0]),
              },
              one.name,
            );
          }),
        ),
      );
    const { lines, path } = record.files[shown];
    const list = html("ol", {
      class: "code",
      "aria-label": path,
      tabindex: "0",
      "data-scroll": "code",
      "data-key": "code",
    });
    let before = 0;
    for (const number of Object.keys(lines)
      .map(Number)
      .sort((a, b) => a - b)) {
      if (before && number > before + 1) list.append(html("li", { class: "gap", "aria-hidden": "true" }, "⋯"));
      before = number;
      list.append(
        line(
          number,
          lines[number],
          nodes.get(number) ?? [],
          mark && mark[0] === shown && mark[1] === number ? mark : null,
          state,
        ),
      );
    }
    element.append(list, html("p", { class: "hint" }, t("code.hint")));
    const lit = list.querySelector(".here");
    if (lit) reveal(list, lit, asked !== null);
    asked = null;
  }

  // The lit line comes into view without moving the page.
  function reveal(list, lit, anyway) {
    const top = lit.offsetTop - list.offsetTop;
    if (anyway || top < list.scrollTop || top + lit.offsetHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = Math.max(0, top - list.clientHeight / 2);
  }

  function line(number, text, nodes, mark, state) {
    const row = html("li", { class: mark ? "here" : "", "data-line": String(number) });
    const indent = text.length - text.trimStart().length;
    const [from, to] = mark && mark[3] > mark[2] ? [mark[2] - 1, mark[3] - 1] : [indent, indent];
    const lit = to > from ? html("mark", {}, text.slice(Math.max(indent, from), to)) : null;
    const code = html(
      "code",
      { style: { "--indent": indent } },
      text.slice(indent, from),
      lit,
      text.slice(to),
      text ? "" : " ",
    );
    if (!nodes.length) {
      row.append(
        html("span", { class: "gutter" }, String(number)),
        html("div", {}, html("span", { class: "text" }, code)),
      );
      return row;
    }
    const chosen = nodes.findIndex((one) => one.id === state.selection?.node);
    const click = () => backlight.store.set({ selection: { node: nodes[(chosen + 1) % nodes.length].id } });
    row.append(
      html("span", { class: "gutter" }, String(number)),
      html(
        "div",
        {},
        html(
          "button",
          {
            type: "button",
            class: "text",
            "data-key": `line ${number}`,
            title: t("code.nodes", nodes.length),
            onclick: click,
          },
          code,
        ),
        told(nodes, state),
        chosen >= 0 && nodes.length > 1
          ? html(
              "div",
              { class: "chips" },
              nodes.map((one) => backlight.links.node(state.step, one.id, `of ${number} ${one.id}`)),
            )
          : null,
      ),
    );
    return row;
  }

  // What the variable of a line holds at this position.
  function told(nodes, { step, position }) {
    const named = nodes.filter((one) => one.name && backlight.data.course(step).valued[one.id] <= position).at(-1);
    if (!named) return null;
    return html("span", { class: "told" }, `${named.name} = ${values(backlight.data.value(step, named.id), 22)}`);
  }

  backlight.code = { show };
  backlight.panels.add({ id: "code", title: "panel.code", on: ["step", "position", "selection"], render });
})();
