// Every page in both colour schemes before axe-core: not one violation. Names of pictures look at those alone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { stage } from './stage.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let seen = 0;
let violations = 0;

await stage(
  async ({ page, name, colorScheme, width, problems }) => {
    seen += 1;
    await page.evaluate(axe);
    const found = await page.evaluate(() =>
      globalThis.axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }),
    );
    for (const { id, help, nodes } of found.violations) {
      violations += 1;
      console.error(`${name} (${colorScheme}, ${width}): ${id}: ${help}`);
      for (const node of nodes.slice(0, 3)) console.error(`    ${node.html}\n    ${node.failureSummary}`);
    }
    const missing = await page.evaluate(() =>
      document.body.innerText.match(/\[[a-z]+(-[a-z]+)+(\.[a-z]+)?\]/g),
    );
    if (missing) problems.push(`sentences missing: ${missing.join(' ')}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) problems.push(`scrolls sideways by ${wide} pixels`);
    for (const problem of problems) {
      violations += 1;
      console.error(`${name} (${colorScheme}, ${width}): ${problem}`);
    }
  },
  // The narrow one is also what 200 % zoom makes of the usual window.
  {
    only: process.argv.slice(2),
    shapes: [
      ['light', 1120],
      ['dark', 1120],
      ['light', 400],
    ],
  },
);
console.log(`${seen} pages looked at, ${violations} violations`);
process.exitCode = violations === 0 && seen > 0 ? 0 : 1;
