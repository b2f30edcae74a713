// Wires microphone, speaker, connection and view together.

import { Connection } from "./connection.js";
import { pairing } from "./messages.js";
import { Microphone } from "./microphone.js";
import { Speaker } from "./speaker.js";
import { View } from "./view.js";

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
  open: () => troubleOfSound(),
  audio: (codes) => speaker.play(codes),
  message: (message) => handlers[message.type]?.(message),
  closed: (reason) => {
    speaker.clear();
    view.state("starting");
    if (reason === "unpaired") view.page("pairing");
    else if (reason === "elsewhere") view.troubled("elsewhere", () => connection.open());
    else view.troubled(reason);
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
  officers: (duty) => view.officers(duty),
  history: ({ items }) => view.history(items, ask),
  hush: ({ hushed }) => (hushed ? speaker.pause() : speaker.resume()),
  mark: ({ mark }) => speaker.mark(mark),
  clear: () => speaker.clear(),
};

function ask(text) {
  speaker.resume();
  connection.send({ type: "ask", text });
}

// --- sound ---------------------------------------------------------------------------------------------------

let microphoneTrouble = null;

async function startSound() {
  await Promise.all([context.resume(), speaker.resume()]);
  const outcome = await microphone.start(context);
  microphoneTrouble = outcome === "live" ? null : outcome;
  troubleOfSound();
}

function troubleOfSound() {
  const trouble = context.state !== "running" ? "tap" : microphoneTrouble;
  microphone.gate(handsFree || holding);
  view.able(!microphone.live ? "typed" : handsFree ? "voice" : "held", handsFree);
  view.troubled(trouble, trouble && trouble !== "insecure" ? startSound : null);
}

microphone.lost = () => {
  microphoneTrouble = "missing";
  troubleOfSound();
};
context.onstatechange = () => connection.ready && troubleOfSound();
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
at("officer").onclick = () => connection.send({ type: "officer" });
at("handsfree").onclick = () => {
  handsFree = !handsFree;
  localStorage.setItem("handsfree", handsFree ? "on" : "off");
  troubleOfSound();
};
at("typing").onsubmit = (event) => {
  event.preventDefault();
  const text = at("question").value.trim();
  if (text) ask(text);
  at("question").value = "";
};

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
  const answer = await fetch("/counter/pair", {
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

// A link with a code in its fragment, which no server log ever sees, pairs by itself.
const code = new URLSearchParams(location.hash.slice(1)).get("pair");
history.replaceState(null, "", location.pathname);
if (code) await pair(code);
connection.open();
// Where the browser already trusts this page, no tap is needed.
const allowed = await navigator.permissions?.query({ name: "microphone" }).catch(() => null);
if (allowed?.state === "granted" && handsFree) startSound();
