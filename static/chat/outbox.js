// Messages on their way: each keeps its key, so that trying again can never make two.
const LATE = 8000;

export class Outbox {
  // `refuse(text, reason)`: the server will not take this text; the person gets it back.
  constructor(words, lines, refuse) {
    this.words = words;
    this.lines = lines;
    this.refuse = refuse;
    this.pending = new Map();
  }

  add(key, text) {
    this.pending.set(key, text);
    this.lines.draft(key, text);
  }

  pushAll(socket) {
    for (const key of this.pending.keys()) this.push(key, socket);
  }

  push(key, socket) {
    const text = this.pending.get(key);
    if (text === undefined) return;
    this.lines.settle(key, this.words.textSending);
    if (!socket.send({ type: "message", key, text })) this.viaForm(key, text, socket);
    setTimeout(() => this.failed(key, socket), LATE);
  }

  async viaForm(key, text, socket) {
    const body = new URLSearchParams({ token: this.words.token, key, text });
    const headers = { Accept: "application/json" };
    try {
      const answer = await fetch(this.words.post, { method: "POST", body, headers, signal: AbortSignal.timeout(LATE) });
      const reply = await answer.json();
      if (answer.ok) this.done(key);
      else this.refused(key, reply.text);
    } catch {
      this.failed(key, socket);
    }
  }

  done(key) {
    if (this.pending.delete(key)) this.lines.settle(key, this.words.textSent);
  }

  refused(key, reason) {
    const text = this.pending.get(key) || "";
    this.pending.delete(key);
    this.lines.drop(key);
    this.refuse(text, reason || this.words.textFailed);
  }

  failed(key, socket) {
    if (!this.pending.has(key)) return;
    this.lines.state(key, this.words.textFailed);
    this.lines.offerRetry(key, () => this.push(key, socket));
  }

  get unsent() {
    return [...this.pending.values()].join("\n\n");
  }
}
