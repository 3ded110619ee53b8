import { html } from '../pages/html.ts';
import { brand, renderPage } from '../pages/layout.ts';
import { demoPassword } from '../users/demo-users.ts';
import type { User } from '../users/user.ts';

export interface SignInPage {
  /** Where the form goes: `/interaction/<uid>`. */
  readonly action: string;
  readonly userName: string;
  /** What was wrong with the last attempt. */
  readonly failure?: string;
  /** The person is signed in and is asked to prove it again (`max_age`, `prompt=login`). */
  readonly again: boolean;
  readonly demoUsers: readonly User[];
}

/** Plain HTML that needs no script. The labels and the button's words are part of the contract with the e2e journeys. */
export function renderSignInPage(page: SignInPage): string {
  return renderPage({
    title: page.again ? 'Confirm it is you' : 'Sign in',
    panel: html`${renderForm(page)}${renderDemoUsers(page.demoUsers)}`,
    footer: html`Embedded authority for evaluation on this machine. Connect your own OpenID provider with
      <code>OIDC_ISSUER</code>.`,
  });
}

function renderForm({ action, userName, failure, again }: SignInPage) {
  const invalid = failure === undefined ? undefined : html`aria-invalid="true" aria-describedby="failure"`;
  const autofocus = html`autofocus`;
  const nameIsKnown = userName !== '';
  return html`<section>
    ${brand}
    <div class="lead">
      <h1>${again ? 'Confirm it is you' : 'Sign in'}</h1>
      <p class="quiet">${again ? 'This step needs a fresh sign-in.' : 'Exports, evidence and legal holds'}</p>
    </div>
    ${failure === undefined ? undefined : renderFailure(failure)}
    <form method="post" action="${action}">
      <div class="field">
        <label for="user-name">User name</label>
        <input
          id="user-name"
          name="userName"
          value="${userName}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          maxlength="128"
          required
          ${invalid}
          ${nameIsKnown ? undefined : autofocus}
        />
      </div>
      <div class="field">
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength="256"
          required
          ${invalid}
          ${nameIsKnown ? autofocus : undefined}
        />
      </div>
      <div class="actions">
        <button type="submit">Sign in</button>
        ${again ? html`<button class="secondary" type="submit" formaction="${action}/cancel" formnovalidate>Cancel</button>` : undefined}
      </div>
    </form>
  </section>`;
}

function renderFailure(failure: string) {
  return html`<p class="failure" id="failure" role="alert">
    <svg viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">
      <path d="M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm-.75 4.5h1.5v5h-1.5v-5ZM10 14.6a1 1 0 1 1 0-2 1 1 0 0 1 0 2Z" />
    </svg>
    <span>${failure}</span>
  </p>`;
}

function renderDemoUsers(users: readonly User[]) {
  return html`<aside aria-labelledby="demo-users">
    <div class="lead">
      <h2 id="demo-users">Demo users</h2>
      <p class="quiet">The password of each is <code>${demoPassword}</code>.</p>
    </div>
    <table>
      <thead>
        <tr>
          <th scope="col">User name</th>
          <th scope="col">Role</th>
        </tr>
      </thead>
      <tbody>
        ${users.map(
          (user) =>
            html`<tr>
              <th scope="row" class="mono">${user.userName}</th>
              <td>${renderRoles(user)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </aside>`;
}

function renderRoles({ tenants }: User) {
  return Object.entries(tenants).map(
    ([tenant, roles]) => html`<span>${roles.join(', ')} <span class="quiet">in ${tenant}</span></span>`,
  );
}
