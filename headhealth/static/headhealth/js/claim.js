/* Claims a review, or lets go of it, where the button stands: what was typed beside it stays. */

const { Controller } = window.StimulusModule;

class ClaimController extends Controller {
  static values = { url: String, failed: String };

  async post() {
    const answer = await this.answer().catch(() => ({ message: this.failedValue }));
    this.element.setAttribute("role", "status");
    this.element.tabIndex = -1;
    this.element.textContent = answer.message;
    this.element.focus();
  }

  async answer() {
    const response = await fetch(this.urlValue, {
      method: "POST",
      headers: {
        Accept: "application/json",
        "X-CSRFToken": window.wagtailConfig.CSRF_TOKEN,
      },
    });
    return response.json();
  }
}

window.wagtail.app.register("hh-claim", ClaimController);
