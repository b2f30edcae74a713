// The right-hand side: welcome, answer card, choice, officers. Each function makes the content for one of them.

import { drawing, element } from "./element.js";
import { card as words, officers as officerWords, welcome as welcomeWords } from "./messages.js";

export function welcome(phrase, ask) {
  return [
    element("h2", { className: "title" }, welcomeWords.title),
    element("ol", { className: "steps" }, welcomeWords.steps(phrase).map((step) => element("li", {}, step))),
    element("p", {}, welcomeWords.examples),
    element("div", { className: "choices" }, welcomeWords.questions.map((question) =>
      element("button", { type: "button", className: "choice", onclick: () => ask(question) }, question))),
    element("p", { className: "aside" }, welcomeWords.privacy(phrase)),
  ];
}

export function choice(options, choose) {
  if (options.length === 1) {
    return [
      element("h2", { className: "title" }, words.confirm),
      element("p", { className: "spoken" }, options[0].title),
      element("div", { className: "choices two" },
        element("button", { type: "button", className: "choice", onclick: () => choose("1") }, words.yes),
        element("button", { type: "button", className: "choice", onclick: () => choose("2") }, words.no)),
    ];
  }
  return [
    element("h2", { className: "title" }, words.choose),
    element("div", { className: "choices" }, options.map(({ key, title, field }) =>
      element("button", { type: "button", className: "choice", onclick: () => choose(key) },
        element("b", { className: "key" }, key),
        element("span", {}, title, element("small", {}, field))))),
  ];
}

export function unknown(question) {
  return [
    element("h2", { className: "title" }, words.notFound),
    element("p", { className: "spoken" }, question),
    element("ol", { className: "steps" }, words.whatNow.map((step) => element("li", {}, step))),
  ];
}

export function officersOnDuty({ officers, nobody, reference }) {
  const people = officers.map(({ name, phone, dial }) =>
    element("li", {}, element("span", {}, name), element("a", { href: `tel:${dial}` }, phone)));
  return [
    element("h2", { className: "title" }, officerWords.title),
    people.length ? element("p", {}, officerWords.call) : element("p", { className: "spoken" }, nobody),
    element("ul", { className: "officers" }, people),
    reference ? element("p", { className: "aside" }, officerWords.noted(reference)) : null,
  ];
}

// The first sentence answers, the others explain: they are told apart from two metres away.
export function spoken([first, ...others]) {
  return [element("b", {}, first), others.length ? ` ${others.join(" ")}` : ""];
}

export function card(entry, said) {
  const parts = [
    element("p", { className: "field" }, entry.field),
    element("h2", { className: "title" }, entry.title),
    entry.name && entry.name !== entry.title ? element("p", { className: "aside" }, entry.name) : null,
    entry.region ? element("p", { className: "warning" }, words.region(entry.region)) : null,
    element("p", { className: "spoken" }, spoken(said)),
  ];
  if (entry.kind === "topic") return [...parts, basis(entry), element("p", { className: "aside" }, entry.sources.at(-1))];
  const asked = entry.aspects[0];
  const sections = [
    ["documents", documents(entry)],
    ["time", channels(entry)],
    ["authority", authority(entry)],
  ];
  const first = { fee: "time", place: "authority" }[asked] ?? asked;
  sections.sort(([one], [other]) => (other === first) - (one === first));
  return [
    ...parts,
    ...sections.map(([, section]) => section),
    basis(entry),
    source(entry),
    element("p", { className: "aside" }, words.asOf(entry.id, entry.as_of)),
  ];
}

function documents(entry) {
  const boxes = [];
  const progress = element("output", {});
  const tell = () => {
    progress.textContent = boxes.length ? words.progress(boxes.filter((box) => box.checked).length, boxes.length) : "";
  };
  const groups = entry.documents.map(({ case: heading, papers }) => [
    heading ? element("h4", {}, heading) : null,
    element("ul", { className: "checklist" }, papers.map(({ name, count }) => {
      const box = element("input", { type: "checkbox", onchange: tell });
      boxes.push(box);
      return element("li", {}, element("label", {}, box, element("span", {}, name, count ? element("small", {}, count) : null)));
    })),
  ]);
  tell();
  return element("section", {},
    element("h3", {}, words.documents, progress),
    entry.documents_unclear ? element("p", { className: "warning" }, words.documentsUnclear) : null,
    groups,
    entry.notes.length
      ? element("details", {}, element("summary", {}, words.notes(entry.notes.length)),
          element("ul", {}, entry.notes.map((note) => element("li", {}, note))))
      : null);
}

function channels(entry) {
  if (!entry.channels.length) return null;
  const notes = [...new Set(entry.channels.map(({ note }) => note).filter(Boolean))];
  return element("section", {},
    element("h3", {}, words.channels),
    element("table", {},
      element("thead", {}, element("tr", {}, [words.way, words.time, words.fee].map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, entry.channels.map(({ way, time, fee }) =>
        element("tr", {}, element("th", { scope: "row" }, way), element("td", {}, time), element("td", {}, fee))))),
    [...entry.times, ...notes].map((note) => element("p", { className: "note" }, note)));
}

function authority(entry) {
  const facts = [[words.authority, entry.authority], [words.place, entry.place], [words.result, entry.result]];
  return element("section", {},
    element("dl", {}, facts.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value ?? words.unknown)])));
}

function basis(entry) {
  if (!entry.basis.length) return null;
  const list = element("ul", { className: "basis" }, entry.basis.map(({ number, title }) =>
    element("li", {}, element("b", {}, number), title ? ` ${title}` : "")));
  if (entry.basis.length <= 3) return element("section", {}, element("h3", {}, words.basis), list);
  return element("section", {}, element("details", {}, element("summary", {}, words.basisCount(entry.basis.length)), list));
}

function source(entry) {
  if (!entry.source) return null;
  const code = drawing(entry.qr.size, entry.qr.path, words.scan);
  return element("section", { className: "source" },
    element("div", { className: "qr" }, code),
    element("div", {},
      element("p", {}, words.scan),
      element("a", { href: entry.source, target: "_blank", rel: "noopener noreferrer" }, words.source)));
}
