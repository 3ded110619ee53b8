import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { pagePolicy } from './content-security-policy.ts';
import { scriptHash } from './inline-loader.ts';
import { createPageTemplate } from './page-template.ts';

const built = `<!doctype html><html lang="en"><head><title>Stella Console</title>
<link rel="icon" href="/mark.svg"><link rel="stylesheet" href="styles-3RT7.css"></head>
<body><app-root ngCspNonce="__CSP_NONCE__"></app-root><script src="main-AB12.js" type="module"></script></body></html>`;

describe('the page', () => {
  const template = createPageTemplate(built);

  it('loads the main script through an inline loader that the policy knows by its hash', () => {
    const html = template.render('n');
    const loader = /<script>([^]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(loader).toContain("'/main-AB12.js'");
    expect(scriptHash(loader)).toBe(template.loaderHash);
    expect(html.match(/<script/g)).toHaveSize(1);
  });

  it('puts the nonce of the answer where Angular looks for it', () => {
    expect(template.render('abc')).toContain('ngCspNonce="abc"');
    expect(template.render('abc')).not.toContain('__CSP_NONCE__');
  });

  it('addresses its files from the root', () => {
    expect(template.render('n')).toContain('href="/styles-3RT7.css"');
    expect(template.render('n')).toContain('href="/mark.svg"');
  });

  it('refuses an index that is not of this console', () => {
    expect(() => createPageTemplate('<html></html>')).toThrowError(/no main script/);
    expect(() => createPageTemplate(built.replace('</head>', '<script src="x.js"></script></head>'))).toThrowError(
      /does not know/,
    );
  });

  it('has a policy in which csp_evaluator finds nothing high', () => {
    const policy = new CspParser(pagePolicy({ loaderHash: template.loaderHash, nonce: 'bm9uY2Vub25jZQ==' })).csp;
    const findings = new CspEvaluator(policy).evaluate();
    expect(findings.filter(({ severity }) => severity <= Severity.MEDIUM)).toEqual([]);
  });
});
