import { endAllSpecs } from './after-all-specs.ts';

// A database that starts beside a compiler on two cores takes longer than Jasmine's 5 s.
jasmine.DEFAULT_TIMEOUT_INTERVAL = 30_000;

// What the last specs left running may still throw or reject: that fails the run instead of vanishing with the process.
afterAll(async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  await endAllSpecs();
});
