// Opens the page before the scripted agent in Debian's Chromium, one tab per scene.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The moment at which every scene plays; see scripted.ts. */
const NOW = new Date('2026-11-23T09:42:00Z');

const password = async (page) => {
  await page.getByTestId('choose-mailbox').click();
  await page.getByTestId('address').fill('cabinet.martin@fournisseur.example');
  await page.getByTestId('continue').click();
  await page.getByTestId('server-0').waitFor();
  await page.getByTestId('continue').click();
  await page.getByTestId('password').fill('motdepasse');
};

const manual = async (page) => {
  await page.getByTestId('choose-mailbox').click();
  await page.getByTestId('address').fill('cabinet@inconnu.example');
  await page.getByTestId('continue').click();
  await page.getByTestId('host').fill('pop.inconnu.example');
};

/** Waits for a row of the book's table. */
const row = (index) => (page) => page.locator(`[data-index="${index}"][data-id]`).first().waitFor();

/** Opens a row. */
const life = (index) => async (page) => {
  await row(index)(page);
  await page.getByTestId('lots-table').focus();
  for (let step = 0; step < index; step += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('lot-timeline').waitFor();
};

/** Every picture: its name, its address, what is done before it is taken. */
export const PICTURES = [
  ['home-well', '?scene=well#/home'],
  ['home-alarm', '?scene=alarm#/home'],
  ['home-password', '?scene=password#/home'],
  ['home-attention', '?scene=attention#/home'],
  ['home-paused', '?scene=paused#/home'],
  ['home-several', '?scene=several#/home'],
  ['home-details', '?scene=well#/home', (page) => page.getByTestId('technical').locator('summary').click()],
  ['home-english', '?scene=alarm&lang=en#/home'],
  ['training', '?scene=training#/home'],
  ['history-day', '?scene=well#/history'],
  [
    'history-month',
    '?scene=well#/history',
    async (page) => {
      await page.getByTestId('range-month').check({ force: true });
    },
  ],
  ['settings', '?scene=several#/settings'],
  [
    'settings-errors',
    '?scene=well#/settings',
    async (page) => {
      await page.getByTestId('interval').fill('2');
      await page.locator('summary').click();
      await page.getByTestId('witnesses').fill('temoin');
      await page.getByTestId('save').click();
    },
  ],
  ['settings-remove', '?scene=well#/settings', (page) => page.getByTestId('remove-1').click()],
  ['change-password', '?scene=password#/home', (page) => page.getByTestId('change-password').click()],
  [
    'help',
    '?scene=well#/help',
    async (page) => {
      await page.getByTestId('diagnostics-prepare').click();
      await page.getByTestId('diagnostics-file').first().locator('summary').click();
    },
  ],
  ['welcome', '?scene=first-run#/home'],
  ['setup-address', '?scene=first-run#/home', (page) => page.getByTestId('choose-mailbox').click()],
  [
    'setup-server',
    '?scene=first-run#/home',
    async (page) => {
      await page.getByTestId('choose-mailbox').click();
      await page.getByTestId('address').fill('cabinet.martin@fournisseur.example');
      await page.getByTestId('continue').click();
      await page.getByTestId('server-1').waitFor();
    },
  ],
  [
    'setup-approve',
    '?scene=first-run#/home',
    async (page) => {
      await page.getByTestId('choose-mailbox').click();
      await page.getByTestId('address').fill('cabinet.martin@fournisseur.example');
      await page.getByTestId('continue').click();
      await page.getByTestId('server-1').check();
      await page.getByTestId('continue').click();
      await page.getByTestId('continue').click();
    },
  ],
  [
    'setup-manual',
    '?scene=first-run#/home',
    async (page) => {
      await manual(page);
      await page.getByTestId('host').fill('');
      await page.getByTestId('port').fill('0');
      await page.getByTestId('continue').click();
    },
  ],
  [
    'setup-plain',
    '?scene=first-run#/home',
    async (page) => {
      await manual(page);
      await page.getByTestId('security').selectOption('plain');
      await page.getByTestId('continue').click();
    },
  ],
  ['setup-password', '?scene=first-run#/home', password],
  [
    'setup-checking',
    '?scene=first-run&hold=tls#/home',
    async (page) => {
      await password(page);
      await page.getByTestId('continue').click();
      await page.locator('[data-testid=phase-tls][data-state=running]').waitFor();
    },
  ],
  [
    'setup-check-well',
    '?scene=first-run#/home',
    async (page) => {
      await password(page);
      await page.getByTestId('continue').click();
      await page.getByTestId('watch').waitFor();
    },
  ],
  [
    'setup-check-failed',
    '?scene=first-run&trial=password_refused#/home',
    async (page) => {
      await password(page);
      await page.getByTestId('continue').click();
      await page.getByTestId('check-failed').waitFor();
    },
  ],
  [
    'setup-practice',
    '?scene=first-run#/home',
    async (page) => {
      await password(page);
      await page.getByTestId('continue').click();
      await page.getByTestId('watch').click();
      await page.getByTestId('practice').waitFor();
    },
  ],
  [
    'setup-finished',
    '?scene=first-run#/home',
    async (page) => {
      await password(page);
      await page.getByTestId('continue').click();
      await page.getByTestId('watch').click();
      await page.getByTestId('skip').click();
    },
  ],
  ['home-lots', '?scene=lots#/home'],
  ['home-lots-well', '?scene=lots-well#/home'],
  ['lots-none', '?scene=lots-none#/lots', (page) => page.getByTestId('lots-empty').waitFor()],
  ['lots', '?scene=lots#/lots', row(0)],
  ['lots-well', '?scene=lots-well#/lots', row(0)],
  ['lots-unsure', '?scene=lots-unsure#/lots', row(0)],
  ['lots-english', '?scene=lots&lang=en#/lots', row(0)],
  [
    'lots-many',
    '?scene=lots-many#/lots',
    async (page) => {
      await row(0)(page);
      await page.getByTestId('lots-table').focus();
      await page.keyboard.press('End');
      await row(99_999)(page);
    },
  ],
  [
    'lots-nothing-fits',
    '?scene=lots#/lots',
    async (page) => {
      await page.getByTestId('search').fill('99999');
      await page.getByTestId('show-all').waitFor();
    },
  ],
  [
    'lots-chosen',
    '?scene=lots#/lots',
    async (page) => {
      await page.getByTestId('show-to-do').click();
      await row(0)(page);
      await page.getByTestId('choose-all').click();
      await page.getByTestId('settle-chosen').click();
      await page.getByTestId('reason-other').check();
      await page.getByTestId('settle-confirm').click();
    },
  ],
  ['lots-open', '?scene=lots#/lots', life(12)],
  ['lots-open-late', '?scene=lots#/lots', life(3)],
  ['lots-open-probable', '?scene=lots#/lots', life(14)],
  [
    'lots-enter',
    '?scene=lots#/lots',
    async (page) => {
      await page.getByTestId('enter-lot').click();
      await page.getByTestId('enter-confirm').click();
    },
  ],
  [
    'lots-returns',
    '?scene=lots#/lots',
    async (page) => {
      await page.getByTestId('tab-returns').click();
      await row(0)(page);
    },
  ],
  [
    'lots-return-open',
    '?scene=lots#/lots',
    async (page) => {
      await page.getByTestId('tab-returns').click();
      await page.getByTestId('search').fill('1070');
      await page.getByTestId('returns-view').getByText('1070').first().click();
      await page.getByTestId('return-code').waitFor();
    },
  ],
  [
    'lots-months',
    '?scene=lots-many#/lots',
    async (page) => {
      await page.getByTestId('tab-months').click();
      await page.getByTestId('months-table').waitFor();
    },
  ],
  [
    'lots-printed',
    '?scene=lots#/lots',
    async (page) => {
      await row(0)(page);
      await page.getByTestId('print').click();
      await page.locator('.sheet').waitFor({ state: 'attached' });
      await page.emulateMedia({ media: 'print' });
    },
  ],
  ['settings-sources', '?scene=lots#/settings', (page) => page.getByTestId('find-sources').click()],
  [
    'settings-source-preview',
    '?scene=lots#/settings',
    async (page) => {
      await page.getByTestId('find-sources').click();
      await page.getByTestId('found-0').click();
      await page.getByTestId('source-preview').waitFor();
    },
  ],
  [
    'settings-source-add',
    '?scene=lots#/settings',
    async (page) => {
      await page.getByTestId('add-source').click();
      await page.getByTestId('source-submit').click();
    },
  ],
  ['silent', '?scene=well&cut=1#/home'],
  ['foreign', '?scene=well&foreign=1#/home'],
];

/** Shows every picture in each shape (colour scheme and width) and hands each page to `look`. */
export async function stage(
  look,
  {
    shapes = [
      ['light', 1120],
      ['dark', 1120],
    ],
    only = [],
  } = {},
) {
  const executablePath = BROWSERS.find((path) => existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: install the Debian package chromium');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const outDir = 'test-results/visual';
  await build({
    root,
    logLevel: 'error',
    build: { outDir, rollupOptions: { input: fileURLToPath(new URL('index.html', import.meta.url)) } },
  });
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 4599, host: '127.0.0.1' },
  });
  const base = server.resolvedUrls.local[0];
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    for (const [colorScheme, width] of shapes) {
      const context = await browser.newContext({
        colorScheme,
        locale: 'fr-FR',
        timezoneId: 'Europe/Paris',
        viewport: { width, height: 780 },
        reducedMotion: 'reduce',
      });
      for (const [name, query, prepare] of PICTURES) {
        if (only.length > 0 && !only.includes(name)) continue;
        const page = await context.newPage();
        const problems = [];
        page.on('pageerror', (error) => problems.push(String(error)));
        page.on('console', (message) => {
          if (message.type() === 'error') problems.push(message.text());
        });
        await page.clock.setFixedTime(NOW);
        await page.goto(`${base}visual/index.html${query}`);
        await page.getByTestId('window').waitFor();
        await page.locator('h1').first().waitFor();
        await prepare?.(page);
        await page.waitForTimeout(120);
        await look({ page, name, colorScheme, width, problems });
        await page.close();
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
}
