// Works in the background once a form is touched, and puts the proof into it; portal/lib/challenge.py says what is proven.
// Without this file the reader answers the question that stands here. The same file is the page's script and the worker.
if (self.document) {
  const source = document.currentScript.src;
  customElements.define("proof-of-work", class extends HTMLElement {
    connectedCallback() {
      if (!self.Worker) return;
      this.form = this.closest("form");
      this.question = [...this.childNodes];
      this.field = Object.assign(document.createElement("input"), { type: "hidden", name: "proof" });
      this.note = Object.assign(document.createElement("p"), { className: "hint", role: "status" });
      this.replaceChildren(this.field, this.note);
      this.form.addEventListener("focusin", () => this.begin(), { once: true });
      this.form.addEventListener("submit", (event) => this.wait(event));
    }
    disconnectedCallback() { this.worker?.terminate(); }
    begin() {
      if (this.worker) return;
      this.say("working");
      this.worker = new Worker(source);
      this.worker.onmessage = ({ data }) => this.end(`${this.getAttribute("work")}:${data}`, "done");
      this.worker.onerror = () => {
        this.append(...this.question);
        this.end("", "failed");
      };
      this.worker.postMessage([this.getAttribute("work"), Number(this.getAttribute("rounds"))]);
    }
    end(proof, how) {
      this.worker.terminate();
      this.isOver = true;
      this.field.value = proof;
      this.say(how);
      if (this.isAwaited && proof) this.form.querySelector("[type=submit]").click();
    }
    wait(event) {
      if (this.isOver) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.isAwaited = true;
      this.begin();
    }
    say(how) { this.note.textContent = this.getAttribute(`label-${how}`); }
  });
} else {
  self.onmessage = ({ data: [work, rounds] }) => {
    const [id, bits] = work.split(".");
    const tries = hasher(id);
    const found = [];
    for (let number = 0; found.length < rounds; number++) {
      if (Math.clz32(tries(number)) >= bits) found.push(number.toString(16).padStart(8, "0"));
    }
    self.postMessage(found.join());
  };
}

// The first word of SHA-256 of 32 letters and a number in eight hexadecimal digits: one block, its length known.
function hasher(id) {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root) => (root % 1) * 2 ** 32;
  const start = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
  const round = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const word = (text) => [...text].reduce((sum, letter) => (sum << 8) | letter.charCodeAt(0), 0);
  const digits = Int32Array.from({ length: 65536 }, (_, n) => word(n.toString(16).padStart(4, "0")));
  const w = new Int32Array(64);
  for (let i = 0; i < 8; i++) w[i] = word(id.slice(4 * i, 4 * i + 4));
  w[10] = 1 << 31;
  w[15] = 40 * 8;
  return (number) => {
    w[8] = digits[number >>> 16];
    w[9] = digits[number & 65535];
    let [a, b, c, d, e, f, g, h] = start;
    for (let i = 0; i < 64; i++) {
      if (i > 15) {
        const x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + w[i - 7]
          + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3))
          + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10));
      }
      const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ (e & (f ^ g))) + round[i] + w[i] | 0;
      const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) | (c & (a | b))) | 0;
      h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
    }
    return a + start[0] | 0;
  };
}
