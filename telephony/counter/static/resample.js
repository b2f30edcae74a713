// Changes the rate of a stream of samples: windowed sinc, cut off below the lower of the two Nyquist limits.

const LOBES = 8; // zero crossings on either side: about 60 dB of stop band
const PHASES = 128; // steps between two input samples; finer is inaudible

export class Resampler {
  constructor(from, to) {
    this.step = from / to;
    const cutoff = Math.min(1, to / from) * 0.92;
    this.reach = Math.ceil(LOBES / cutoff);
    this.kernels = [];
    for (let phase = 0; phase <= PHASES; phase++) this.kernels.push(kernel(phase / PHASES, this.reach, cutoff));
    this.tape = new Float32Array(this.reach);
    this.place = this.reach; // of the next output sample, in samples of the tape
  }

  feed(samples) {
    const tape = new Float32Array(this.tape.length + samples.length);
    tape.set(this.tape);
    tape.set(samples, this.tape.length);
    const count = Math.max(0, Math.floor((tape.length - this.reach - 1 - this.place) / this.step) + 1);
    const made = new Float32Array(count);
    for (let index = 0; index < count; index++) {
      const start = Math.floor(this.place);
      const weights = this.kernels[Math.round((this.place - start) * PHASES)];
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) sum += weights[tap] * tape[start - this.reach + 1 + tap];
      made[index] = sum;
      this.place += this.step;
    }
    const used = Math.max(0, Math.floor(this.place) - this.reach);
    this.tape = tape.slice(used);
    this.place -= used;
    return made;
  }

  // What is still inside after the last samples.
  flush() {
    return this.feed(new Float32Array(this.reach + 1));
  }
}

function kernel(offset, reach, cutoff) {
  const weights = new Float32Array(2 * reach);
  let sum = 0;
  for (let tap = 0; tap < weights.length; tap++) {
    const distance = tap - reach + 1 - offset;
    const x = Math.PI * distance * cutoff;
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (reach + 1));
    weights[tap] = (x === 0 ? 1 : Math.sin(x) / x) * window;
    sum += weights[tap];
  }
  return weights.map((weight) => weight / sum);
}
