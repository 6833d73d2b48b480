// What the doctor found: each with its line, the step at which it was seen, and the fix.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { count } = backlight.format;
  const { words } = backlight;
  const { t, has } = words;

  const SIGNS = { error: "✖", warning: "⚠", hint: "ℹ" };
  const ORDER = ["error", "warning", "hint"];

  function found({ program, notices }) {
    const list = notices.map((one) => ({ ...one, severity: ORDER.includes(one.severity) ? one.severity : "hint" }));
    const { kind, error, place } = program.ending;
    if (kind === "raised" || kind === "killed")
      list.unshift({ kind: `ending_${kind}`, severity: "error", text: error, fix: "", place });
    const heard = words.heard(program);
    if (heard)
      list.unshift({
        kind: "ending_silent",
        severity: "warning",
        text: t("notice.ending_silent.text", heard),
        fix: "",
        place,
      });
    return list.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  }

  function render(element, { record }) {
    const list = found(record);
    if (!list.length)
      return void element.append(
        html(
          "p",
          { class: "empty good" },
          html("span", { class: "sign", "aria-hidden": "true" }, "✓"),
          t("notices.none"),
        ),
      );
    element.append(html("ul", { class: "notices" }, list.map(notice)));
  }

  function notice(one, k) {
    const { kind, severity, place, step } = one;
    const { text, fix } = backlight.store.get().language === "zh" && one.zh ? one.zh : one;
    const title = `notice.${kind}`;
    return html(
      "li",
      { class: severity },
      html("span", { class: "sign", role: "img", "aria-label": t(`notices.${severity}`) }, SIGNS[severity]),
      html(
        "div",
        {},
        has(title) ? html("h3", {}, t(title)) : null,
        html("p", {}, text),
        fix ? html("p", { class: "fix" }, html("b", {}, t("notices.fix")), " ", fix) : null,
        one.code ? html("pre", { class: "scroller" }, one.code) : null,
        place
          ? html(
              "p",
              { class: "source" },
              backlight.links.place(place, `notice ${k}`),
              " ",
              backlight.links.line(place),
            )
          : null,
        step
          ? html(
              "p",
              {},
              backlight.links.link(`step ${k}`, () => backlight.chart.go(step), t("steps.number", count(step))),
            )
          : null,
      ),
    );
  }

  function badge({ record }) {
    const list = found(record);
    if (!list.length) return null;
    return { text: String(list.length), kind: list[0].severity === "hint" ? "" : "warn" };
  }

  backlight.panels.add({ id: "notices", title: "panel.notices", on: [], render, badge });
})();
