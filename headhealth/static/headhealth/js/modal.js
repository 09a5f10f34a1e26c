/* Wagtail's modal with a form of ours: it says what it is, and what was wrong is where one goes on. */

const { Controller } = window.StimulusModule;

class ModalController extends Controller {
  connect() {
    const modal = this.element.closest(".modal");
    if (!modal) return;
    const heading = modal.querySelector("h1");
    modal.setAttribute("aria-modal", "true");
    modal.setAttribute("aria-label", heading.textContent.trim().replace(/\s+/g, " "));
    const find = (selector) => this.element.querySelector(selector);
    (find('[role="alert"]') ?? find('[aria-invalid="true"]'))?.focus();
  }
}

window.wagtail.app.register("hh-modal", ModalController);
