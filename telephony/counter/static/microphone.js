// The microphone as 16 kHz PCM. Without one, or while it is gated, silence flows: audio is the session's clock.

import { Resampler } from "./resample.js";

const RATE = 16000;
const FRAME = 320; // 20 ms, the service's unit of counting
const QUIET_EVERY_MS = 100;
const STALL_MS = 1000; // a microphone that gives nothing for so long has stopped
const AFTERGLOW_MS = 250; // the last syllable is still on its way when the button is let go

export class Microphone {
  // `send` takes an ArrayBuffer of little-endian 16-bit samples; `level` the loudness, 0 to 1.
  constructor(send, level) {
    this.send = send;
    this.level = level;
    this.open = true;
    this.rest = new Float32Array(0);
    this.lost = () => {};
    this.last = performance.now();
    setInterval(() => this.#fillWithSilence(), QUIET_EVERY_MS);
  }

  get live() {
    return Boolean(this.stream);
  }

  // Resolves to "live", or to the name of the trouble: refused, missing, occupied, insecure.
  start(context) {
    this.starting ??= this.#start(context).finally(() => (this.starting = null));
    return this.starting;
  }

  async #start(context) {
    if (!navigator.mediaDevices) return "insecure";
    if (this.stream) return "live";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
      await context.audioWorklet.addModule(new URL("capture-worklet.js", import.meta.url));
      const source = context.createMediaStreamSource(stream);
      const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
      const resampler = new Resampler(context.sampleRate, RATE);
      capture.port.onmessage = ({ data }) => this.#take(resampler.feed(data));
      source.connect(capture);
      stream.getAudioTracks()[0].onended = () => {
        source.disconnect();
        this.stream = null;
        this.lost();
      };
      this.stream = stream;
      return "live";
    } catch (error) {
      return { NotAllowedError: "refused", SecurityError: "insecure", NotReadableError: "occupied" }[error.name] ?? "missing";
    }
  }

  // Whether what is said goes out; closing waits for the last syllable.
  gate(open) {
    clearTimeout(this.closing);
    if (open) this.open = true;
    else this.closing = setTimeout(() => (this.open = false), AFTERGLOW_MS);
  }

  #take(samples) {
    this.last = performance.now();
    const all = new Float32Array(this.rest.length + samples.length);
    all.set(this.rest);
    all.set(samples, this.rest.length);
    const whole = all.length - (all.length % FRAME);
    this.rest = all.slice(whole);
    if (whole) this.#pass(all.subarray(0, whole));
  }

  #pass(samples) {
    let power = 0;
    const pcm = new Int16Array(samples.length);
    if (this.open) {
      for (let index = 0; index < samples.length; index++) {
        const sample = Math.max(-1, Math.min(1, samples[index]));
        power += sample * sample;
        pcm[index] = Math.round(sample * 32767);
      }
    }
    this.level(Math.min(1, Math.sqrt(power / samples.length) * 8));
    this.send(pcm.buffer);
  }

  // A timer may be late by seconds when the page is in the background; older silence is worthless.
  #fillWithSilence() {
    const now = performance.now();
    const missing = Math.min(now - this.last, STALL_MS);
    if (this.stream && missing < STALL_MS) return;
    this.last = now;
    this.send(new Int16Array(Math.floor((missing * RATE) / 1000 / FRAME) * FRAME).buffer);
  }
}
