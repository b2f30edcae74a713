// Wires microphone, speaker, connection and view together.

import { Connection } from "./connection.js";
import { pairing } from "./messages.js";
import { Microphone } from "./microphone.js";
import { Speaker } from "./speaker.js";
import { View } from "./view.js";

const USED_EVERY_MS = 5000;

const at = (id) => document.getElementById(id);
const view = new View();
// The speaker pauses by itself now and then, and must not take the microphone with it.
const context = new AudioContext();
const speaker = new Speaker(new AudioContext(), (mark) => connection.send({ type: "played", mark }));
const microphone = new Microphone((pcm) => connection.sendAudio(pcm), (loudness) => view.level(loudness));
let handsFree = localStorage.getItem("handsfree") !== "off";
let holding = false;
let shownOnce = false;

const connection = new Connection({
  open: () => {
    lineTrouble = null;
    tellTrouble();
  },
  audio: (codes) => speaker.play(codes),
  message: (message) => handlers[message.type]?.(message),
  closed: (reason) => {
    speaker.clear();
    view.state("starting");
    view.page(reason === "unpaired" ? "pairing" : "desk");
    lineTrouble = reason;
    tellTrouble();
  },
});

const handlers = {
  hello: ({ counter, phrase }) => {
    view.page("desk");
    view.counter(counter, phrase);
    if (!shownOnce) view.welcome(ask);
    shownOnce = true;
  },
  state: ({ state }) => view.state(state),
  heard: ({ text, final }) => view.heard(text, final),
  note: ({ note }) => view.note(note),
  prompt: ({ text }) => view.prompt(text),
  card: ({ entry, said }) => view.card(entry, said),
  said: ({ said }) => view.spoken(said),
  options: ({ options }) => view.choice(options, (key) => connection.send({ type: "press", key })),
  unknown: ({ question }) => view.unknown(question),
  closing: () => {
    lineTrouble = "closing";
    tellTrouble();
  },
  officers: (duty) => view.officers(duty),
  leave: () => {
    speaker.clear();
    at("question").value = "";
    view.leave(ask);
  },
  history: ({ items }) => view.history(items, ask),
  hush: ({ hushed }) => (hushed ? speaker.pause() : speaker.resume()),
  mark: ({ mark }) => speaker.mark(mark),
  clear: () => speaker.clear(),
};

// Whether the question went out.
function ask(text) {
  speaker.resume();
  return connection.send({ type: "ask", text });
}

// --- sound ---------------------------------------------------------------------------------------------------

let microphoneTrouble = null;
let lineTrouble = null;

async function startSound() {
  await Promise.all([context.resume(), speaker.resume()]);
  const outcome = await microphone.start(context);
  microphoneTrouble = outcome === "live" ? null : outcome;
  tellTrouble();
}

// Without a line the best microphone is of no use, so the line's trouble is told first.
function tellTrouble() {
  const soundTrouble = context.state !== "running" ? "tap" : microphoneTrouble;
  microphone.gate(handsFree || holding);
  view.able(!microphone.live ? "typed" : handsFree ? "voice" : "held", handsFree);
  if (lineTrouble) view.troubled(lineTrouble, lineTrouble === "elsewhere" ? () => connection.open() : null);
  else view.troubled(soundTrouble, soundTrouble && soundTrouble !== "insecure" ? startSound : null);
}

microphone.lost = () => {
  microphoneTrouble = "missing";
  tellTrouble();
};
context.onstatechange = tellTrouble;
navigator.mediaDevices?.addEventListener("devicechange", () => microphoneTrouble === "missing" && startSound());

// --- buttons and keys ----------------------------------------------------------------------------------------

async function hold() {
  if (holding) return;
  holding = true;
  view.held(true);
  if (context.state !== "running" || !microphone.live) await startSound();
  microphone.gate(true);
  connection.send({ type: "talk" });
}

function release() {
  if (!holding) return;
  holding = false;
  view.held(false);
  microphone.gate(handsFree);
}

at("talk").onpointerdown = (event) => {
  at("talk").setPointerCapture(event.pointerId);
  hold();
};
at("talk").onpointerup = at("talk").onpointercancel = release;
at("talk").onkeydown = (event) => [" ", "Enter"].includes(event.key) && hold();
at("talk").onkeyup = release;
at("talk").onblur = release;
at("quiet").onclick = () => speaker.clear();
at("next").onclick = () => connection.send({ type: "next" });
at("officer").onclick = () => connection.send({ type: "officer" });
at("handsfree").onclick = () => {
  handsFree = !handsFree;
  localStorage.setItem("handsfree", handsFree ? "on" : "off");
  tellTrouble();
};
at("typing").onsubmit = (event) => {
  event.preventDefault();
  const text = at("question").value.trim();
  if (text && ask(text)) at("question").value = "";
};

// Whoever touches the page is still serving somebody: what it shows stays.
let usedAt = -Infinity;
for (const sign of ["pointerdown", "keydown", "wheel"]) {
  addEventListener(sign, () => {
    if (performance.now() - usedAt < USED_EVERY_MS) return;
    usedAt = performance.now();
    connection.send({ type: "used" });
  }, { passive: true });
}

const typingIn = (target) => target.closest("input, button, a, summary, textarea");
addEventListener("keydown", (event) => {
  if (event.key === "Escape") speaker.clear();
  else if (typingIn(event.target)) return;
  else if (event.key === " ") {
    event.preventDefault();
    hold();
  } else if ("123".includes(event.key)) at("answer").querySelectorAll(".choice")[event.key - 1]?.click();
});
addEventListener("keyup", (event) => event.key === " " && release());

// --- pairing -------------------------------------------------------------------------------------------------

async function pair(code) {
  const answer = await fetch(new URL("../counter/pair", import.meta.url), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code }),
  }).catch(() => null);
  if (answer?.ok) return true;
  at("pairing-trouble").textContent = !answer ? pairing.offline : answer.status === 429 ? pairing.often : pairing.wrong;
  return false;
}

at("pairing-form").onsubmit = async (event) => {
  event.preventDefault();
  if (await pair(at("code").value)) connection.open();
};

// Beside the sign there is room for the history; on a tablet held upright the answer needs it.
at("past").open = matchMedia("(min-width: 900px)").matches;

// A link with a code in its fragment, which no server log ever sees, pairs by itself.
const code = new URLSearchParams(location.hash.slice(1)).get("pair");
history.replaceState(null, "", location.pathname);
if (code) await pair(code);
connection.open();
// Where the browser already trusts this page, no tap is needed.
const allowed = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
if (allowed?.state === "granted" && handsFree) startSound();
