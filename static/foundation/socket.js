// A socket that comes back: back-off with jitter, a ping that also asks for the last sequence, and no
// trust in a connection that leaves it unanswered.
const LONGEST = 20000;
const PING = 25000;
const ANSWER = 8000;

export class Socket {
  constructor(path, handlers) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.handlers = handlers;
    this.tries = 0;
    this.stopped = false;
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("online", () => this.hurry(), { signal });
    addEventListener("offline", () => this.socket && this.drop(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry(), { signal });
    this.open();
  }

  open() {
    this.rest();
    try {
      this.socket = new WebSocket(this.url);
    } catch {
      this.closed(0);
      return;
    }
    // One that was let go of may still speak.
    const on = (name, react) =>
      this.socket.addEventListener(name, (event) => event.target === this.socket && react(event));
    on("open", () => this.handlers.open());
    on("message", (event) => this.hear(event));
    on("close", (event) => this.closed(event.code));
    this.timer = setInterval(() => this.ping(), PING);
  }

  hear(event) {
    clearTimeout(this.doubt);
    this.doubt = null;
    this.handlers.frame(JSON.parse(event.data));
  }

  ping() {
    this.send({ type: "ping" });
    this.doubt ||= setTimeout(() => this.drop(), ANSWER);
  }

  // A dead connection may take minutes to close: let go of it and start anew.
  drop() {
    const dead = this.socket;
    this.socket = null;
    dead.close();
    this.closed(0);
  }

  closed(code) {
    this.rest();
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
    this.rest();
    this.socket?.close();
  }

  rest() {
    clearTimeout(this.waiting);
    clearTimeout(this.doubt);
    clearInterval(this.timer);
    this.doubt = null;
  }
}
