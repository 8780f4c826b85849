(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const views = all("section.view");

  // Views and jumps: the address of the page says what is shown, so that the way back works.
  const show = (view) => {
    for (const other of views) other.classList.toggle("shown", other === view);
    for (const link of all(".views a")) {
      if (link.hash === "#" + view.dataset.view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };
  const flash = (element) => {
    element.classList.remove("here");
    void element.offsetWidth;
    element.classList.add("here");
  };
  // What is seen of an anchor: it may be empty, or a word in a line.
  const seen = (element) => {
    if (element.matches(".sheet")) return element.querySelector("header");
    if (element.id.startsWith("h")) return element.nextElementSibling || element;
    const note = /^d\d+n/.test(element.id);
    return note ? element.closest(".tx") : element;
  };
  const goTo = (element, place = "center") => {
    const row = element.closest("tr");
    if (row) row.hidden = false;
    const meant = seen(element);
    // Rows on the way get their true heights only as they come into sight.
    let left = 10;
    const land = () => {
      meant.scrollIntoView({ block: meant.offsetHeight > innerHeight / 2 ? "start" : place });
      if (--left > 0) requestAnimationFrame(land);
    };
    land();
    const focusable = meant.matches("a[href], button, input");
    if (!focusable) meant.setAttribute("tabindex", "-1");
    meant.focus({ preventScroll: true });
    flash(meant);
  };
  const route = () => {
    const element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const view = (element && element.closest("section.view")) || views[0];
    const changed = !view.classList.contains("shown");
    if (element && element.id === "main") return;
    show(view);
    if (!element || element === view) {
      if (changed) scrollTo(0, 0);
    } else goTo(element, element.matches(".sheet") ? "start" : "center");
  };

  // Filters.
  const tables = new Map();
  const rowsOf = (name) => {
    if (!tables.has(name)) {
      const body = document.querySelector("#" + name + " .rows tbody");
      const rows = all("tr", body).map((element, index) => ({ element, index, data: { ...element.dataset }, text: null }));
      tables.set(name, { body, rows });
    }
    return tables.get(name);
  };
  const lower = (text) => text.toLowerCase().normalize("NFKC");
  const worst = { e: 0, w: 1, i: 2, dead: 0, invalid: 1, suspect: 2, insecure: 3, unreachable: 4, blocked: 5, moved: 6, none: 7, skipped: 8, alive: 9 };
  const orders = {
    "": (a, b) => a.index - b.index,
    s: (a, b) => worst[a.data.s] - worst[b.data.s] || a.index - b.index,
    v: (a, b) => worst[a.data.v] - worst[b.data.v] || a.index - b.index,
    r: (a, b) => (a.data.r < b.data.r ? -1 : a.data.r > b.data.r ? 1 : a.index - b.index),
  };
  const inChapter = (data, wanted) => {
    const whole = !wanted.includes(".");
    return whole ? data.d === wanted : data.d + "." + (data.c ?? "") === wanted;
  };
  const apply = (form) => {
    const name = form.dataset.for;
    const { body, rows } = rowsOf(name);
    const wanted = new FormData(form);
    const words = lower(wanted.get("q") || "").split(/\s+/).filter(Boolean);
    const sets = ["s", "v"].map((field) => [field, new Set(wanted.getAll(field))]).filter(([, set]) => set.size);
    const rule = wanted.get("r");
    const chapter = wanted.get("c");
    const copy = wanted.get("a");
    let number = 0;
    for (const row of rows) {
      let fits = sets.every(([field, set]) => set.has(row.data[field]));
      fits &&= !rule || row.data.r === rule;
      fits &&= !chapter || inChapter(row.data, chapter);
      fits &&= !copy || row.data.a === copy;
      if (fits && words.length) {
        row.text ??= lower(row.element.textContent);
        fits = words.every((word) => row.text.includes(word));
      }
      number += fits;
      if (row.element.hidden === fits) row.element.hidden = !fits;
    }
    const order = wanted.get("order") || "";
    if ((body.dataset.order || "") !== order) {
      body.dataset.order = order;
      body.append(...[...rows].sort(orders[order]).map((row) => row.element));
    }
    const count = form.querySelector(".count");
    const { of, noun } = count.dataset;
    const format = (figure) => Number(figure).toLocaleString("en-US");
    count.textContent = number === Number(of) ? format(of) + " " + noun : format(number) + " of " + format(of) + " " + noun;
    document.querySelector("#" + name + " .nothing").hidden = number > 0;
  };
  let due = 0;
  const soon = (form) => {
    clearTimeout(due);
    due = setTimeout(apply, 90, form);
  };
  const set = (name, field, value) => {
    const form = document.querySelector("form[data-for=" + name + "]");
    if (!form) return;
    form.reset();
    const values = value.split(" ").filter(Boolean);
    for (const input of form.elements) {
      if (input.name !== field) continue;
      if (input.type === "checkbox") input.checked = values.includes(input.value);
      else input.value = value;
    }
    apply(form);
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form.tools");
    if (form && event.target.type === "search") soon(form);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form.tools");
    if (form) apply(form);
    if (event.target.name === "notes") document.querySelector(".sheets").classList.toggle("plain", !event.target.checked);
  });
  document.addEventListener("submit", (event) => event.preventDefault());

  // Findings in the text, one after the other.
  let current = -1;
  const step = (by) => {
    const comments = all(".sheets .cm");
    if (!comments.length) return;
    const focused = comments.indexOf(document.activeElement);
    if (focused >= 0) current = focused;
    current = (current + by + (current < 0 && by < 0 ? 1 : 0) + comments.length) % comments.length;
    goTo(comments[current]);
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    const filter = target.closest("[data-set]");
    if (filter) {
      set(filter.dataset.set, filter.dataset.field, filter.dataset.value);
      return;
    }
    const clear = target.closest("[data-clear]");
    if (clear) {
      set(clear.dataset.clear, "", "");
      document.querySelector("form[data-for=" + clear.dataset.clear + "] input").focus();
      return;
    }
    const button = target.closest("[data-step]");
    if (button) {
      step(Number(button.dataset.step));
      return;
    }
    if (target.closest("a, button, input, select, summary")) {
      // A jump to where the page already is changes no address and must still jump.
      const link = target.closest("a[href^='#']");
      if (link && link.hash === location.hash) route();
      return;
    }
    const words = target.closest(".tx mark[data-f]");
    if (words) {
      const comment = document.querySelector(".sheets .cm[data-f='" + words.dataset.f + "']");
      if (comment) goTo(comment, "nearest");
      return;
    }
    const aside = target.closest(".sn");
    if (aside && !String(getSelection())) aside.classList.toggle("on");
  });

  // A mark and its note light up together.
  let lit = [];
  const light = (target) => {
    for (const element of lit) element.classList.remove("lit");
    lit = [];
    const one = target.closest && target.closest(".row [data-n]");
    if (!one) return;
    lit = all("[data-n='" + one.dataset.n + "']", one.closest(".row"));
    for (const element of lit) element.classList.add("lit");
  };
  document.addEventListener("pointerover", (event) => light(event.target));
  document.addEventListener("focusin", (event) => light(event.target));

  // Color scheme.
  const theme = document.querySelector(".theme");
  const schemes = ["", "light", "dark"];
  const names = { "": ["Auto", "as the system"], light: ["Light", "light"], dark: ["Dark", "dark"] };
  const paint = (scheme) => {
    if (scheme) root.dataset.theme = scheme;
    else delete root.dataset.theme;
    theme.textContent = names[scheme][0];
    theme.setAttribute("aria-label", "Color scheme: " + names[scheme][1]);
  };
  const kept = (scheme) => {
    // A browser may forbid pages from files to remember anything.
    try {
      if (scheme === undefined) return localStorage.getItem("footfault-theme") || "";
      localStorage.setItem("footfault-theme", scheme);
    } catch {
      return "";
    }
    return scheme;
  };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const next = schemes[(schemes.indexOf(root.dataset.theme || "") + 1) % schemes.length];
    paint(next);
    kept(next);
  });
  const scheme = kept();
  paint(schemes.includes(scheme) ? scheme : "");

  // On paper nothing can be unfolded.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = all(".findings details:not([open])");
    for (const fold of unfolded) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
  });

  if (matchMedia("(max-width: 75rem)").matches) {
    for (const fold of all(".toc > details")) fold.open = false;
  }
  // Browsers keep what was typed before a reload.
  const used = (input) => (input.type === "checkbox" ? input.checked : input.value);
  for (const form of all("form.tools")) if ([...form.elements].some(used)) apply(form);
  addEventListener("hashchange", route);
  route();
})();
