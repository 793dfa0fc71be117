// A socket that comes back: back-off with jitter, a ping that also asks for the last sequence.
const LONGEST = 20000;
const PING = 25000;

export class Socket {
  constructor(path, handlers) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.handlers = handlers;
    this.tries = 0;
    this.stopped = false;
    this.open();
  }

  open() {
    this.socket = new WebSocket(this.url);
    this.socket.addEventListener("open", () => this.handlers.open());
    this.socket.addEventListener("message", (event) => this.handlers.frame(JSON.parse(event.data)));
    this.socket.addEventListener("close", (event) => this.closed(event.code));
    clearInterval(this.timer);
    this.timer = setInterval(() => this.send({ type: "ping" }), PING);
  }

  closed(code) {
    clearInterval(this.timer);
    if (this.stopped) return;
    if (code === 4401) {
      this.handlers.gone();
      return;
    }
    this.handlers.lost();
    const wait = Math.min(LONGEST, 500 * 2 ** this.tries) * (0.5 + Math.random());
    this.tries += 1;
    setTimeout(() => this.stopped || this.open(), wait);
  }

  joined() {
    this.tries = 0;
  }

  get ready() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  send(frame) {
    if (this.ready) this.socket.send(JSON.stringify(frame));
    return this.ready;
  }

  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    this.socket.close();
  }
}
