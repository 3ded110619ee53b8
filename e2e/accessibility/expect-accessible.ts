import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number];

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * Runs axe on the page as it stands, in both colour schemes (WCAG 2.2 AA and axe's best practices).
 * @throws naming each rule, the elements that break it and what axe advises
 */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    if (violations.length === 0) continue;
    throw new Error(
      `${new URL(page.url()).pathname} (${colorScheme}) is not accessible:\n\n${violations.map(describe).join('\n\n')}`,
    );
  }
  await page.emulateMedia({ colorScheme: null });
}

function describe({ id, impact, help, helpUrl, nodes }: Violation): string {
  const elements = nodes.map(({ target, failureSummary }) =>
    [`  ${target.flat().join(' ')}`, ...(failureSummary ?? '').split('\n').map((line) => `    ${line}`)].join('\n'),
  );
  return [`${id} (${impact ?? 'unrated'}): ${help}`, `  ${helpUrl}`, ...elements].join('\n');
}
