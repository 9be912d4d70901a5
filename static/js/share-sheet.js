// Offers the system's own share sheet where there is one; elsewhere the link, the code and the copy button remain.
customElements.define("share-sheet", class extends HTMLElement {
  connectedCallback() {
    if (!navigator.share) return;
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "button", textContent: this.getAttribute("label"),
    });
    button.addEventListener("click", () => {
      const url = document.querySelector("link[rel=canonical]").href;
      navigator.share({ title: this.getAttribute("text"), url }).catch(() => { /* the reader changed their mind */ });
    });
    this.append(button);
  }
});
