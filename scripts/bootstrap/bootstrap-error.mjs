/** What keeps the project from starting, in one line for the person at the terminal. */
export class BootstrapError extends Error {}
