// Draws the certificate of a listing as a picture to keep; nothing is sent. Without this file one copies it by hand.
customElements.define("save-picture", class extends HTMLElement {
  connectedCallback() {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button" });
    button.textContent = this.getAttribute("label");
    button.addEventListener("click", () => this.show());
    this.append(button);
  }
  show() {
    const canvas = Object.assign(document.createElement("canvas"), { width: 720, height: 940 });
    this.draw(canvas.getContext("2d"));
    canvas.toBlob((blob) => {
      const href = URL.createObjectURL(blob);
      const picture = Object.assign(new Image(), { src: href, className: "picture", alt: this.getAttribute("label-alt") });
      const link = Object.assign(document.createElement("a"), { href, className: "button", download: "linwen.png" });
      link.textContent = this.getAttribute("label-save");
      const hint = Object.assign(document.createElement("p"), { className: "hint", textContent: this.getAttribute("label-hint") });
      this.replaceChildren(picture, hint, link);
      link.click();
    });
  }
  draw(pen) {
    const font = getComputedStyle(document.body).fontFamily;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, 720, 940);
    pen.fillStyle = "#000";
    let y = 70;
    for (const part of document.querySelectorAll(`[data-picture="${this.getAttribute("of")}"]`)) {
      const code = part.querySelector("svg.qr path");
      if (code) {
        this.drawCode(pen, code, y);
        y += 450;
      } else {
        pen.font = `${part.dataset.weight ?? 400} ${part.dataset.size ?? 30}px ${font}`;
        y = this.write(pen, part.textContent.trim(), y) + 24;
      }
    }
  }
  drawCode(pen, code, y) {
    const side = code.ownerSVGElement.viewBox.baseVal.width;
    pen.save();
    pen.translate(160, y - 30);
    pen.scale(400 / side, 400 / side);
    pen.strokeStyle = "#000";
    pen.stroke(new Path2D(code.getAttribute("d")));
    pen.restore();
  }
  write(pen, text, top) {
    const height = parseInt(pen.font.match(/(\d+)px/)[1], 10) * 1.5;
    let line = "", y = top;
    for (const letter of text) {
      if (pen.measureText(line + letter).width > 640) {
        pen.fillText(line, 40, y);
        line = "";
        y += height;
      }
      line += letter;
    }
    pen.fillText(line, 40, y);
    return y + height;
  }
});
