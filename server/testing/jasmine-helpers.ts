import { endAllSpecs } from './after-all-specs.ts';

// Ends a spec that hangs, and no other: on two cores that much else keeps busy, what takes 2 s has taken 30 s.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 90_000;

// What the last specs left running may still throw or reject: that fails the run instead of vanishing with the process.
afterAll(async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  await endAllSpecs();
});
