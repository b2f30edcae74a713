// One websocket to the service, opened again by itself whenever it is lost.

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5000;
const BUSY_RETRY_MS = 10000;
const PING_MS = 4000;
const SILENCE_LIMIT_MS = 10000; // no word from the server for this long: the line is dead, whatever the socket says
const BACKLOG_BYTES = 64000; // two seconds of audio; older audio is worthless

export const CLOSED = { unpaired: 4401, elsewhere: 4409, busy: 4429 };

export class Connection {
  // Calls on.message(object), on.audio(Uint8Array), on.open(), on.closed(reason): offline, unpaired, elsewhere, busy.
  constructor(on) {
    this.on = on;
    this.retry = FIRST_RETRY_MS;
    setInterval(() => this.#watch(), PING_MS);
    addEventListener("online", () => this.#now());
  }

  open() {
    clearTimeout(this.waiting);
    this.waiting = null;
    const address = new URL("../counter/stream", import.meta.url);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = (this.socket = new WebSocket(address));
    socket.binaryType = "arraybuffer";
    this.heard = performance.now();
    socket.onmessage = ({ data }) => {
      this.heard = performance.now();
      if (data instanceof ArrayBuffer) this.on.audio(new Uint8Array(data));
      else this.#read(JSON.parse(data));
    };
    socket.onclose = ({ code }) => this.#closed(socket, code);
  }

  // Whether there was a line to send it on.
  send(message) {
    if (this.ready) this.socket.send(JSON.stringify(message));
    return Boolean(this.ready);
  }

  sendAudio(buffer) {
    if (this.ready && this.socket.bufferedAmount < BACKLOG_BYTES) this.socket.send(buffer);
  }

  #read(message) {
    if (message.type === "hello") {
      this.ready = true;
      this.retry = FIRST_RETRY_MS;
      this.on.open();
    }
    if (message.type !== "pong") this.on.message(message);
  }

  async #closed(socket, code) {
    if (socket !== this.socket) return;
    this.socket = null;
    this.ready = false;
    if (code === CLOSED.unpaired) return this.on.closed("unpaired");
    if (code === CLOSED.elsewhere) return this.on.closed("elsewhere");
    const busy = code === CLOSED.busy;
    this.on.closed(busy ? "busy" : "offline");
    const pause = busy ? BUSY_RETRY_MS : this.retry * (0.75 + Math.random() / 2);
    this.retry = Math.min(this.retry * 1.6, LONGEST_RETRY_MS);
    this.waiting = setTimeout(() => this.open(), pause);
  }

  #watch() {
    if (!this.socket) return;
    if (performance.now() - this.heard > SILENCE_LIMIT_MS) {
      const dead = this.socket;
      dead.onclose = null;
      dead.close();
      this.#closed(dead, 1006);
    } else this.send({ type: "ping" });
  }

  #now() {
    if (this.waiting) this.open();
  }
}
