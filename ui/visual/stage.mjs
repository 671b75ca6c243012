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

const addresses = async (page) => {
  await page.getByTestId('provider-reseau').click();
  await page.getByTestId('created').click();
  await page.getByTestId('new-address').fill('teletransmission.martin@reseau.example');
  await page.getByTestId('new-password').fill('motdepasse');
  await page.getByTestId('consent').check();
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
  ['move', '?scene=alarm#/move', (page) => page.getByTestId('provider-reseau').waitFor()],
  [
    'move-none-fits',
    '?scene=alarm#/move',
    async (page) => {
      await page.getByTestId('provider-search').fill('introuvable');
      await page.getByTestId('unknown-provider').locator('summary').click();
    },
  ],
  ['move-guide', '?scene=alarm#/move', (page) => page.getByTestId('provider-reseau').click()],
  ['move-guide-other', '?scene=alarm#/move', (page) => page.getByTestId('provider-other').click()],
  ['move-addresses', '?scene=alarm#/move', addresses],
  [
    'move-addresses-wrong',
    '?scene=several#/move',
    async (page) => {
      await page.getByTestId('already-created').click();
      await page.getByTestId('existing-add').click();
      await page.getByTestId('existing-1').fill('martin');
      await page.getByTestId('advanced').locator('summary').click();
      await page.getByTestId('by-hand').check();
      await page.getByTestId('pop-host').fill('pas un nom');
      await page.getByTestId('pop-port').fill('0');
      await page.getByTestId('begin').click();
    },
  ],
  [
    'move-approve',
    '?scene=alarm#/move',
    async (page) => {
      await addresses(page);
      await page.getByTestId('advanced').locator('summary').click();
      await page.getByTestId('by-hand').check();
      await page.getByTestId('pop-host').fill('pop.ailleurs.example');
      await page.getByTestId('begin').click();
      await page.getByTestId('approve').waitFor();
    },
  ],
  ['move-checks', '?scene=alarm&move=running#/move', (page) => page.getByTestId('checks').waitFor()],
  ['move-waiting', '?scene=alarm&move=waiting#/move', (page) => page.getByTestId('wait').waitFor()],
  ['move-abandon', '?scene=alarm&move=waiting#/move', (page) => page.getByTestId('abandon').click()],
  ['move-password', '?scene=alarm&move=password#/move', (page) => page.getByTestId('again-give').click()],
  ['move-verdict', '?scene=alarm&move=good#/move', (page) => page.getByTestId('verdict').waitFor()],
  [
    'move-verdict-details',
    '?scene=alarm&move=not-empty#/move',
    (page) => page.getByTestId('findings').locator('summary').click(),
  ],
  [
    'move-verdict-probable',
    '?scene=alarm&move=probable#/move',
    (page) => page.getByTestId('choose-way').click(),
  ],
  ['move-verdict-alias', '?scene=alarm&move=alias#/move', (page) => page.getByTestId('verdict').waitFor()],
  [
    'move-verdict-english',
    '?scene=alarm&move=probable&lang=en#/move',
    (page) => page.getByTestId('verdict').waitFor(),
  ],
  [
    'move-switch',
    '?scene=alarm&move=good#/move',
    async (page) => {
      await page.getByTestId('choose-way').click();
      await page.getByTestId('ways').waitFor();
    },
  ],
  ['move-close', '?scene=alarm&move=close#/move', (page) => page.getByTestId('turn-close').waitFor()],
  ['move-enter', '?scene=alarm&move=enter#/move', (page) => page.getByTestId('turn-enter').waitFor()],
  [
    'move-enter-printed',
    '?scene=alarm&move=enter#/move',
    async (page) => {
      await page.getByTestId('print-values').click();
      await page.locator('.sheet').waitFor({ state: 'attached' });
      await page.emulateMedia({ media: 'print' });
    },
  ],
  ['move-new', '?scene=transition&move=new#/move', (page) => page.getByTestId('to-sheet').waitFor()],
  ['move-seen', '?scene=transition&move=seen#/move', (page) => page.getByTestId('seen-working').waitFor()],
  ['move-undo', '?scene=transition&move=new#/move', (page) => page.getByTestId('undo').click()],
  ['move-old', '?scene=well&move=old#/move', (page) => page.getByTestId('dismiss').waitFor()],
  ['fiche', '?scene=transition&move=new#/sheet', (page) => page.getByTestId('fiche-lots').waitFor()],
  ['fiche-clear', '?scene=transition&move=seen#/sheet', (page) => page.getByTestId('fiche-lots').waitFor()],
  ['fiche-many', '?scene=transition&move=many#/sheet', (page) => page.getByTestId('fiche-lots').waitFor()],
  ['fiche-none', '?scene=well#/sheet', (page) => page.getByTestId('fiche-none').waitFor()],
  [
    'fiche-printed',
    '?scene=transition&move=new#/sheet',
    async (page) => {
      await page.getByTestId('fiche-print').click();
      await page.locator('.sheet').waitFor({ state: 'attached' });
      await page.emulateMedia({ media: 'print' });
    },
  ],
  ['home-move', '?scene=move-long&move=waiting#/home', (page) => page.getByTestId('move-stage').waitFor()],
  [
    'home-transition',
    '?scene=transition&move=seen#/home',
    (page) => page.getByTestId('transition').waitFor(),
  ],
  ['relay-off', '?scene=well#/relay'],
  ['relay-ready', '?scene=well&relay=ready#/relay'],
  [
    'relay-ways',
    '?scene=well&relay=ready#/relay',
    async (page) => {
      await page.getByTestId('relay-set').click();
      await page.getByTestId('ways').waitFor();
    },
  ],
  [
    'relay-enter',
    '?scene=well&relay=ready&course=enter#/relay',
    (page) => page.getByTestId('turn-enter').waitFor(),
  ],
  [
    'relay-new',
    '?scene=well&relay=unseen&course=new#/relay',
    (page) => page.getByTestId('awaiting-software').waitFor(),
  ],
  [
    'relay-seen',
    '?scene=well&relay=well&course=seen#/relay',
    (page) => page.getByTestId('seen-working').waitFor(),
  ],
  ['relay-unseen', '?scene=well&relay=unseen#/relay'],
  [
    'relay-well',
    '?scene=well&relay=well#/relay',
    async (page) => {
      await page.getByTestId('credentials-show').click();
      await page.getByTestId('relay-advanced').locator('summary').click();
    },
  ],
  ['relay-two', '?scene=transition&relay=two#/relay'],
  ['relay-needed', '?scene=well&relay=needed#/relay'],
  ['relay-taken', '?scene=well&relay=taken#/relay'],
  ['relay-attention', '?scene=well&relay=attention#/relay'],
  ['relay-worst', '?scene=well&relay=worst#/relay'],
  ['relay-english', '?scene=well&relay=worst&lang=en#/relay'],
  [
    'relay-stop',
    '?scene=well&relay=well#/relay',
    async (page) => {
      await page.getByTestId('relay-advanced').locator('summary').click();
      await page.getByTestId('relay-off').click();
    },
  ],
  [
    'relay-back',
    '?scene=well&relay=well#/relay',
    async (page) => {
      await page.getByTestId('relay-back').click();
      await page.getByTestId('ways').waitFor();
    },
  ],
  [
    'relay-collect',
    '?scene=well&relay=well&course=back-collect#/relay',
    (page) => page.getByTestId('turn-collect').waitFor(),
  ],
  [
    'relay-move',
    '?scene=alarm&move=good&relay=well#/move',
    async (page) => {
      await page.getByTestId('choose-way').click();
      await page.getByTestId('ways').waitFor();
    },
  ],
  ['home-relay', '?scene=well&relay=taken#/home', (page) => page.getByTestId('to-relay').waitFor()],
  ['home-relay-off', '?scene=well&relay=needed#/home', (page) => page.getByTestId('to-relay').waitFor()],
  ['home-relay-several', '?scene=several&relay=attention#/home'],
  ['home-incident', '?scene=well&bulletins=incident#/home'],
  ['home-incident-alarm', '?scene=alarm&bulletins=incident#/home'],
  ['home-bulletins', '?scene=well&bulletins=all#/home'],
  [
    'home-asks',
    '?scene=well&steering=asks#/home',
    (page) => page.getByTestId('release-notice').locator('summary').click(),
  ],
  [
    'move-recommended',
    '?scene=alarm&steering=asks#/move',
    (page) => page.getByTestId('recommended').waitFor(),
  ],
  [
    'move-recommended-taken',
    '?scene=alarm&steering=asks#/move',
    async (page) => {
      await page.getByTestId('recommended-take').click();
      await page.getByTestId('addresses').waitFor();
    },
  ],
  ['settings-managed', '?scene=well&steering=managed#/settings'],
  ['help-alone', '?scene=well#/help', (page) => page.getByTestId('practice-number').waitFor()],
  ['help-locked', '?scene=well&steering=locked#/help', (page) => page.getByTestId('support').waitFor()],
  ['help-offered', '?scene=well&steering=offered#/help', (page) => page.getByTestId('fingerprint').waitFor()],
  [
    'help-refused',
    '?scene=well#/help',
    async (page) => {
      await page.getByTestId('enrolment-given').fill('n’importe quoi');
      await page.getByTestId('enrolment-read').click();
      await page.getByTestId('enrolment-problem').waitFor();
    },
  ],
  ['help-enrolled', '?scene=well&steering=enrolled#/help', (page) => page.getByTestId('enrolled').waitFor()],
  [
    'help-failing',
    '?scene=well&steering=failing#/help',
    (page) => page.getByTestId('fetch-problem').waitFor(),
  ],
  ['help-leave', '?scene=well&steering=enrolled#/help', (page) => page.getByTestId('leave').click()],
  [
    'help-asked',
    '?scene=well&steering=asks#/help',
    (page) => page.getByTestId('diagnostics-reason').waitFor(),
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
