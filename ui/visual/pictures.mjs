// Takes the pictures: `npm run pictures -- FOLDER [WIDTH] [NAME…]`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stage } from './stage.mjs';

const [folder = 'test-results/pictures', width = '1120', ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
await stage(
  async ({ page, name, colorScheme, problems }) => {
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
    for (const problem of problems) console.error(`${name}: ${problem}`);
  },
  {
    shapes: [
      ['light', Number(width)],
      ['dark', Number(width)],
    ],
    only,
  },
);
