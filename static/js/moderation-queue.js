// One key for what a button does: J and the arrows move from case to case, the others click the button that names them.
customElements.define("moderation-queue", class extends HTMLElement {
  connectedCallback() {
    document.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusin", ({ target }) => this.choose(target.closest(".case")));
    this.cases[0]?.focus({ preventScroll: true });
  }
  get cases() { return [...this.querySelectorAll(".case")]; }
  get chosen() { return this.querySelector(".case[aria-current]"); }
  choose(one) {
    if (!one || one === this.chosen) return;
    this.chosen?.removeAttribute("aria-current");
    one.setAttribute("aria-current", "true");
  }
  press(event) {
    const isTyping = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const step = { j: 1, arrowdown: 1, arrowup: -1 }[key] ?? 0;
    const button = key.length === 1 && (key === "u" ? this : this.chosen)?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) button.click();
    else if (step) this.move(step);
    else return;
    event.preventDefault();
  }
  move(step) {
    const place = this.cases.indexOf(this.chosen) + step;
    const next = this.cases[Math.max(0, Math.min(place, this.cases.length - 1))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  }
});
