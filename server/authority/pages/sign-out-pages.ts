import { Html, html } from './html.ts';
import { brand, inlineSource, renderPage } from './layout.ts';

/** The form that the provider makes; our buttons belong to it by id. */
const formId = 'op.logoutForm';

/** Sends the form at once. Without scripts the button is still there. */
const submitAtOnce = `document.getElementById('${formId}').requestSubmit(document.getElementById('sign-out'))`;

export const submitAtOnceSource = inlineSource(submitAtOnce);

/** Asked by a stranger's link or by a client that gave no proof of the session: the person decides. */
export function renderSignOutQuestion(providerForm: string): string {
  return renderPage({
    title: 'Sign out',
    panel: html`<section>
      ${brand}
      <div class="lead">
        <h1>Sign out?</h1>
        <p class="quiet">This ends your session here and in every application you entered with it.</p>
      </div>
      ${new Html(providerForm)}
      <div class="actions">
        ${signOutButton} <button class="secondary" type="submit" form="${formId}">Stay signed in</button>
      </div>
    </section>`,
  });
}

/** Asked by the console that holds the session: nothing left to decide. */
export function renderSigningOut(providerForm: string): string {
  return renderPage({
    title: 'Signing out',
    panel: html`<section>
      ${brand}
      <div class="lead">
        <h1>Signing out…</h1>
        <p class="quiet">If nothing happens, use the button.</p>
      </div>
      ${new Html(providerForm)}
      <div class="actions">${signOutButton}</div>
    </section>`,
    script: submitAtOnce,
  });
}

const signOutButton = html`<button id="sign-out" type="submit" form="${formId}" name="logout" value="yes">
  Sign out
</button>`;

export function renderSignedOut(continueAt: string): string {
  return renderPage({
    title: 'Signed out',
    panel: html`<section>
      ${brand}
      <div class="lead">
        <h1>You are signed out</h1>
        <p class="quiet">Your session has ended.</p>
      </div>
      <a class="button" href="${continueAt}">Back to the console</a>
    </section>`,
  });
}
