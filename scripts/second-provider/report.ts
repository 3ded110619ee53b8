/** Says line by line what was checked and whether it holds. */
export class Report {
  #passed = 0;
  #failed = 0;

  /** A heading, or what is being waited for. */
  say(line: string): void {
    console.log(line);
  }

  /**
   * One line of the report, after `look` has looked. Where it throws, the rest of the section has nothing to stand on:
   * this throws `SectionFailed`.
   */
  async check<T>(what: string, look: () => T | Promise<T>): Promise<T> {
    try {
      const found = await look();
      this.#passed += 1;
      console.log(`  ok    ${what}`);
      return found;
    } catch (cause) {
      this.#failed += 1;
      console.log(`  FAIL  ${what}\n        ${messageOf(cause)}`);
      throw new SectionFailed(what, { cause });
    }
  }

  /** Checks that belong together. @returns undefined where one of them failed, which does not keep others from running */
  async section<T>(title: string, checks: () => Promise<T>): Promise<T | undefined> {
    console.log(`\n${title}`);
    try {
      return await checks();
    } catch (error) {
      if (error instanceof SectionFailed) return undefined;
      throw error;
    }
  }

  get failed(): number {
    return this.#failed;
  }

  summary(): string {
    return `${this.#passed} passed, ${this.#failed} failed`;
  }
}

class SectionFailed extends Error {
  override readonly name = 'SectionFailed';
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll('\n', '\n        ');
}
