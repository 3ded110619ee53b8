import { makeTestStack, type TestStack } from './make-test-stack.ts';

describe('The whole program', () => {
  let stack: TestStack | undefined;
  afterEach(async () => {
    await stack?.close();
    stack = undefined;
  });

  it('starts all its roles, is ready, and does so again on the same data', async () => {
    stack = await makeTestStack();
    const { managementPort } = stack.config;
    const readiness = async () => (await fetch(`http://127.0.0.1:${managementPort}/health/readiness`)).status;
    expect(await readiness()).toBe(200);
    await stack.restart();
    expect(await readiness()).toBe(200);
  }, 120_000);
});
