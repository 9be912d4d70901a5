// Brings the form to the article when the reader comes near it, and sends it without leaving the page.
// Without this file a link leads to the page of comments, whose form posts and comes back.
customElements.define("comment-form", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.send(event));
    document.addEventListener("click", (event) => this.answer(event));
    if (this.querySelector("form")) return;
    const near = new IntersectionObserver(([place]) => {
      if (!place.isIntersecting) return;
      near.disconnect();
      if (!this.querySelector("form")) this.load();
    }, { rootMargin: "50%" });
    near.observe(this);
  }
  async load(query = "") {
    const turn = this.turn = Symbol();
    const answer = await fetch(this.getAttribute("src") + query).catch(() => null);
    if (!answer?.ok) return false;
    const part = await answer.text();
    if (turn !== this.turn) return true; // somebody asked for another one meanwhile
    const text = this.querySelector("textarea")?.value;
    this.show(part);
    if (text) this.querySelector("textarea").value = text;
    return true;
  }
  show(part) {
    this.innerHTML = part; // house: a part that our own server rendered
  }
  async answer(event) {
    const link = event.target.closest("a[data-reply]");
    if (!link) return;
    event.preventDefault();
    if (await this.load(`&reply=${link.dataset.reply}`)) this.querySelector("textarea")?.focus();
    else location = link.href;
  }
  async send(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    this.turn = null;
    const body = new URLSearchParams(new FormData(event.target));
    const answer = await fetch(this.getAttribute("src"), { method: "POST", body }).catch(() => null);
    this.isSending = false;
    if (answer && [200, 422, 429].includes(answer.status)) {
      this.show(await answer.text());
      this.querySelector("[tabindex]").focus();
    } else {
      this.querySelector("[data-said]").textContent = this.getAttribute("label-failed");
    }
  }
});
