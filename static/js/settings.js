// Every time-out and pause in one place, in milliseconds; a test shortens them through `globalThis.feedbackSettings`.
export const settings = Object.assign(
  {
    /** An attempt on 2G may take this long; a time-out says nothing about whether the server has the answers. */
    timeout: 75000,
    /** The first pause after a failure; it doubles with every further one, up to `longest`, at random below that. */
    first: 5000,
    longest: 15 * 60 * 1000,
    /** What a server may ask for with Retry-After, at least and at most. */
    askedLeast: 1000,
    askedMost: 60 * 60 * 1000,
    /** Drafts that nobody came back to are forgotten after this. */
    draft: 7 * 24 * 60 * 60 * 1000,
  },
  /** @type {any} */ (globalThis).feedbackSettings,
);
