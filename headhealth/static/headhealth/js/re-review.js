/* Asks the server to go on with a request for review until nothing is left, and shows how far it
   is. Each answer is a little work, so closing the page loses nothing. Without this, the button
   "Continue" does the same step by step. */

const { Controller } = window.StimulusModule;

class ReReviewController extends Controller {
  static targets = ["bar", "text", "failure", "form"];

  static values = { url: String };

  connect() {
    this.work();
  }

  disconnect() {
    this.isStopped = true;
  }

  async work() {
    this.formTarget.hidden = true;
    this.failureTarget.hidden = true;
    try {
      let left = 1;
      while (left && !this.isStopped) {
        left = await this.step();
      }
      if (!this.isStopped) window.location.reload();
    } catch {
      this.failureTarget.hidden = false;
      this.formTarget.hidden = false;
    }
  }

  async step() {
    const response = await fetch(this.urlValue, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": this.formTarget.querySelector("[name=csrfmiddlewaretoken]").value,
      },
    });
    if (!response.ok) throw new Error(response.statusText);
    const { total, done, left, text } = await response.json();
    this.barTarget.max = total;
    this.barTarget.value = done;
    this.textTarget.textContent = text;
    return left;
  }
}

window.wagtail.app.register("hh-re-review", ReReviewController);
