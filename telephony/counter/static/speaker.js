// The helpline's voice: μ-law at 8 kHz, queued without gaps, marked when heard, stopped at once.

import { Resampler } from "./resample.js";

const RATE = 8000;
const LEAD_S = 0.04; // scheduled this far ahead, so that the first sample is not late
const FADE_S = 0.02; // stops without a click

export class Speaker {
  // `played` is told the name of each mark once everything queued before it was heard, or cleared.
  constructor(context, played) {
    this.context = context;
    this.played = played;
    this.gain = context.createGain();
    this.gain.connect(context.destination);
    this.sources = new Set();
    this.marks = [];
    this.until = 0;
  }

  play(codes) {
    const samples = upsampled(expand(codes), this.context.sampleRate);
    const buffer = this.context.createBuffer(1, samples.length, this.context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.gain);
    const begin = Math.max(this.until, this.context.currentTime + LEAD_S);
    source.start(begin);
    this.until = begin + buffer.duration;
    this.sources.add(source);
    source.onended = () => {
      this.sources.delete(source);
      this.#report();
    };
  }

  mark(name) {
    this.marks.push({ name, behind: new Set(this.sources) });
    this.#report();
  }

  // Falls silent where it is; `resume` goes on from there.
  pause() {
    this.gain.gain.setTargetAtTime(0, this.context.currentTime, FADE_S / 5);
    clearTimeout(this.pausing);
    this.pausing = setTimeout(() => this.context.suspend(), FADE_S * 1000);
  }

  resume() {
    clearTimeout(this.pausing);
    this.gain.gain.cancelScheduledValues(0);
    this.gain.gain.setTargetAtTime(1, this.context.currentTime, FADE_S / 5);
    return this.context.resume();
  }

  clear() {
    this.resume();
    const now = this.context.currentTime;
    this.gain.gain.setTargetAtTime(0, now, FADE_S / 3);
    for (const source of this.sources) {
      source.onended = null;
      source.stop(now + FADE_S);
    }
    // What comes next goes through a gain of its own; this one stays shut.
    this.gain = this.context.createGain();
    this.gain.connect(this.context.destination);
    this.sources.clear();
    this.until = 0;
    this.#report();
  }

  #report() {
    while (this.marks.length && ![...this.marks[0].behind].some((source) => this.sources.has(source))) {
      this.played(this.marks.shift().name);
    }
  }
}

function upsampled(samples, rate) {
  const resampler = new Resampler(RATE, rate);
  const body = resampler.feed(samples);
  const rest = resampler.flush();
  const whole = new Float32Array(body.length + rest.length);
  whole.set(body);
  whole.set(rest, body.length);
  return whole;
}

// ITU-T G.711 μ-law: sign, exponent of three bits, mantissa of four, all inverted.
function expand(codes) {
  return Float32Array.from(codes, (code) => {
    const plain = ~code & 0xff;
    const magnitude = ((((plain & 0x0f) << 3) + 0x84) << ((plain & 0x70) >> 4)) - 0x84;
    return (plain & 0x80 ? -magnitude : magnitude) / 32768;
  });
}
