// A socket that comes back: back-off with jitter, a ping that also asks for the last sequence, and no
// trust in a connection that has gone silent.
const LONGEST = 20000;
const PING = 25000;
const SILENT = 60000;

export class Socket {
  constructor(path, handlers) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.handlers = handlers;
    this.tries = 0;
    this.stopped = false;
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("online", () => this.hurry(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry(), { signal });
    this.open();
  }

  open() {
    clearTimeout(this.waiting);
    clearInterval(this.timer);
    try {
      this.socket = new WebSocket(this.url);
    } catch {
      this.closed(0);
      return;
    }
    this.heard = Date.now();
    this.socket.addEventListener("open", () => this.handlers.open());
    this.socket.addEventListener("message", (event) => this.hear(event));
    this.socket.addEventListener("close", (event) => event.target === this.socket && this.closed(event.code));
    this.timer = setInterval(() => this.ping(), PING);
  }

  hear(event) {
    this.heard = Date.now();
    this.handlers.frame(JSON.parse(event.data));
  }

  ping() {
    if (Date.now() - this.heard > SILENT) this.drop();
    else this.send({ type: "ping" });
  }

  // A dead connection may take minutes to close: let go of it and start anew.
  drop() {
    const dead = this.socket;
    this.socket = null;
    dead.close();
    this.closed(0);
  }

  closed(code) {
    clearInterval(this.timer);
    if (this.stopped) return;
    if (code === 4401 || code === 4403) {
      this.handlers.gone();
      return;
    }
    this.handlers.lost();
    const wait = Math.min(LONGEST, 500 * 2 ** this.tries) * (0.5 + Math.random());
    this.tries += 1;
    this.waiting = setTimeout(() => this.stopped || this.open(), wait);
  }

  hurry() {
    if (this.ready) this.ping();
    else if (!this.stopped && this.socket?.readyState !== WebSocket.CONNECTING) this.open();
  }

  joined() {
    this.tries = 0;
  }

  get ready() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  send(frame) {
    if (this.ready) this.socket.send(JSON.stringify(frame));
    return this.ready;
  }

  stop() {
    this.stopped = true;
    this.listening.abort();
    clearTimeout(this.waiting);
    clearInterval(this.timer);
    this.socket?.close();
  }
}
