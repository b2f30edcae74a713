// What the page shows; it knows nothing of sockets and sound.

import { card, choice, officersOnDuty, spoken, unknown, welcome } from "./card.js";
import { element } from "./element.js";
import { handsfree, notes, states, talking, troubles } from "./messages.js";

const at = (id) => document.getElementById(id);

export class View {
  constructor() {
    this.phrase = "Sổ tay ơi";
    this.session = "starting";
    this.ability = "voice"; // voice, held (only while the button is held) or typed
    this.trouble = null;
    this.prompted = "";
  }

  page(name) {
    for (const id of ["pairing", "desk"]) at(id).hidden = id !== name;
    at("handsfree").hidden = name !== "desk";
    if (name === "pairing") at("code").focus();
  }

  counter(name, phrase) {
    this.phrase = phrase;
    at("counter").textContent = name;
    document.title = `${name} · Sổ tay nghiệp vụ`;
  }

  // What the session is doing: waiting, listening, hearing, thinking, answering.
  state(name) {
    this.session = name;
    if (["hearing", "thinking"].includes(name)) this.prompted = "";
    this.#render();
  }

  // A trouble stays on show until it is over; `remedy` is what its button does.
  troubled(name, remedy = null) {
    this.trouble = name;
    this.remedy = remedy;
    this.#render();
  }

  able(ability, handsFree) {
    this.ability = ability;
    at("handsfree").setAttribute("aria-pressed", handsFree);
    at("handsfree").textContent = handsFree ? handsfree.on : handsfree.off;
    this.#render();
  }

  held(held) {
    at("talk").textContent = held ? talking.held : talking.idle;
    at("talk").classList.toggle("held", held);
  }

  level(loudness) {
    document.body.style.setProperty("--level", loudness.toFixed(3));
  }

  heard(text, final) {
    at("heard").textContent = text;
    at("heard").classList.toggle("partial", !final);
  }

  // A remark or a question of the helpline's, beside the sign until somebody speaks again.
  prompt(text) {
    this.prompted = text;
    this.#render();
  }

  note(name) {
    this.prompt(this.#words(notes[name]));
  }

  welcome(ask) {
    this.#show("welcome", welcome(this.phrase, ask));
  }

  // The citizen has left: nothing of theirs stays on the page.
  leave(ask) {
    this.prompted = "";
    this.heard("", true);
    this.welcome(ask);
    this.#render();
  }

  card(entry, said) {
    this.#show("card", card(entry, said));
  }

  choice(options, choose) {
    this.#show("choice", choice(options, choose));
  }

  unknown(question) {
    this.#show("unknown", unknown(question));
  }

  officers(duty) {
    this.#show("officers", officersOnDuty(duty));
  }

  spoken(said) {
    const place = at("answer").querySelector(".spoken");
    if (place && at("answer").dataset.shows === "card") place.replaceChildren(...spoken(said));
  }

  history(items, ask) {
    at("history").replaceChildren(...items.map(({ at: time, heard, title }) =>
      element("li", {},
        element("button", { type: "button", onclick: () => ask(heard ?? title) },
          element("time", {}, time),
          element("span", {}, heard ?? title, heard && title ? element("small", {}, title) : null)))));
  }

  #show(kind, content) {
    const place = at("answer");
    place.dataset.shows = kind;
    place.replaceChildren(...content.filter(Boolean));
    place.scrollTop = 0;
  }

  #words(words) {
    return typeof words === "function" ? words(this.phrase) : words;
  }

  #render() {
    const trouble = this.trouble && troubles[this.trouble];
    const idle = this.session === "waiting" && { held: states.silent, typed: states.typed }[this.ability];
    const shown = trouble || idle || states[this.session];
    // What is the matter with microphone or server does not hide what the helpline is doing about a question.
    const busy = !["starting", "waiting", "listening"].includes(this.session);
    const told = trouble && busy ? states[this.session] : shown;
    document.body.dataset.state = told === trouble ? (trouble.calm ? "ready" : "trouble") : this.session;
    at("state").textContent = this.#words(told.title);
    at("hint").textContent = (told !== trouble && this.prompted) || this.#words(told.hint);
    at("remedy").hidden = told !== trouble || !told.remedy;
    at("remedy").textContent = told.remedy ?? "";
    at("remedy").onclick = this.remedy;
  }
}
