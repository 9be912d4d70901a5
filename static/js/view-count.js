// Tells the server once that somebody looks at this page, and shows the count by now. Without this file the printed count stands.
customElements.define("view-count", class extends HTMLElement {
  connectedCallback() {
    if (document.visibilityState === "visible") this.send();
    else document.addEventListener("visibilitychange", () => this.send(), { once: true });
  }
  async send() {
    const kind = this.hasAttribute("article") ? "article" : "listing";
    const body = JSON.stringify({ [kind]: Number(this.getAttribute(kind)) });
    const answer = await fetch("/views/", { method: "POST", body, keepalive: true }).catch(() => null);
    if (answer?.ok) this.textContent = (await answer.json()).views.toLocaleString("en");
  }
});
