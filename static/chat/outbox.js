// Messages on their way: each keeps its key, so that trying again can never make two.
const LATE = 8000;

export class Outbox {
  constructor(words, lines, say) {
    this.words = words;
    this.lines = lines;
    this.say = say;
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
    this.lines.state(key, this.words.textSending);
    if (!socket.send({ type: "message", key, text })) this.viaForm(key, text, socket);
    setTimeout(() => this.pending.has(key) && this.failed(key, socket), LATE);
  }

  async viaForm(key, text, socket) {
    const body = new URLSearchParams({ token: this.words.token, key, text });
    try {
      const answer = await fetch(this.words.post, { method: "POST", body, headers: { Accept: "application/json" } });
      const reply = await answer.json();
      if (answer.ok) this.done(key);
      else this.refused(key, reply.text, socket);
    } catch {
      this.failed(key, socket);
    }
  }

  done(key) {
    if (this.pending.delete(key)) this.lines.state(key, this.words.textSent);
  }

  refused(key, text, socket) {
    this.say(text || this.words.textFailed);
    if (key) this.failed(key, socket);
  }

  failed(key, socket) {
    this.lines.state(key, this.words.textFailed);
    this.lines.offerRetry(key, () => this.push(key, socket));
  }
}
