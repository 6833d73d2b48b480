// Finding a node, a module, a parameter or a line by its words: "/" opens it, the arrows and Enter choose.
"use strict";
(() => {
  const { html } = backlight.dom;
  const { t } = backlight.words;

  const MOST = 12; // answers that are listed

  let box = null;
  let field = null;
  let list = null;
  let answers = [];
  let active = -1;

  // Everything that can be found: {kind, title, below, words, go}.
  function everything({ record, step }) {
    const found = [];
    const select = (selection) => () => {
      backlight.store.set({ selection });
      backlight.panels.open("card");
    };
    if (step >= 0) {
      const { nodes, modules } = backlight.data.graph(step);
      for (const one of nodes) {
        const place = one.place ? backlight.links.placeText(one.place) : "";
        const title = backlight.links.nameOf(step, one.id);
        const below = [one.op || t(`kind.${one.kind}`), one.module, place].filter(Boolean).join(" · ");
        const words = [
          title,
          one.name,
          one.label,
          one.op,
          one.grad_fn,
          one.module,
          place,
          one.kind,
          t(`kind.${one.kind}`),
        ];
        found.push({
          kind: one.kind,
          symbol: backlight.links.symbol(step, one.id),
          title,
          below,
          words,
          go: select({ node: one.id }),
        });
      }
      for (const [path, type] of Object.entries(modules))
        if (path)
          found.push({
            kind: "module",
            symbol: "▣",
            title: path,
            below: type,
            words: [path, type],
            go: select({ module: path }),
          });
    }
    record.files.forEach((file, index) => {
      for (const [number, text] of Object.entries(file.lines)) {
        const title = `${file.name}:${number}`;
        const go = () => {
          backlight.code.show([index, Number(number), 0, 0]);
          backlight.panels.open("code");
        };
        if (text.trim()) found.push({ kind: "line", symbol: "≡", title, below: text.trim(), words: [title, text], go });
      }
    });
    return found;
  }

  // 0 is best; undefined does not fit. Every word that was typed must occur.
  function rank(one, typed) {
    const words = one.words.filter(Boolean).map((word) => word.toLowerCase());
    let sum = one.kind === "line" ? 3 : 0;
    for (const part of typed) {
      const at = words.findIndex((word) => word.includes(part));
      if (at < 0) return undefined;
      sum += words.some((word) => word === part) ? 0 : words.some((word) => word.startsWith(part)) ? 1 : 2;
    }
    return sum;
  }

  function look() {
    const typed = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const all = typed.length
      ? everything(backlight.store.get())
          .map((one, k) => [rank(one, typed), k, one])
          .filter(([x]) => x !== undefined)
      : [];
    all.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    answers = all.slice(0, MOST).map(([, , one]) => one);
    active = answers.length ? 0 : -1;
    draw(typed.length > 0, all.length);
  }

  function draw(asked, total) {
    const options = answers.map((one, k) =>
      html(
        "li",
        {
          role: "option",
          id: `answer-${k}`,
          "aria-selected": String(k === active),
          onclick: () => choose(k),
        },
        html(
          "span",
          { class: `symbol ${one.kind} ${one.symbol.length > 3 ? "long" : ""}`, "aria-hidden": "true" },
          one.symbol,
        ),
        html("span", { class: "title" }, one.title),
        html("span", { class: "dim" }, one.below),
      ),
    );
    if (!answers.length)
      options.push(html("li", { class: "dim nothing" }, t(asked ? "search.nothing" : "search.hint")));
    if (total > MOST) options.push(html("li", { class: "dim nothing" }, t("search.more", total - MOST)));
    list.replaceChildren(...options);
    point();
  }

  function point() {
    [...list.querySelectorAll("[role=option]")].forEach((option, k) =>
      option.setAttribute("aria-selected", String(k === active)),
    );
    if (active >= 0) {
      field.setAttribute("aria-activedescendant", `answer-${active}`);
      list.children[active].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function choose(k) {
    const one = answers[k];
    if (!one) return;
    box.close();
    one.go();
  }

  function press(event) {
    const moved = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (moved && answers.length) {
      event.preventDefault();
      active = (active + moved + answers.length) % answers.length;
      point();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(active);
    }
  }

  function open() {
    if (box?.open) return;
    field = html("input", {
      type: "search",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "answers",
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: t("search.placeholder"),
      "aria-label": t("search.label"),
      oninput: look,
      onkeydown: press,
    });
    list = html("ul", { id: "answers", role: "listbox", "aria-label": t("search.answers") });
    box = html(
      "dialog",
      {
        class: "search",
        "aria-label": t("search.label"),
        onclose: () => box.remove(),
        onclick: (event) => event.target === box && box.close(),
      },
      field,
      list,
    );
    document.body.append(box);
    box.showModal();
    look();
  }

  backlight.search = { open };
})();
