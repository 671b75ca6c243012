import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TextArg } from './protocol/protocol';
import { languageOf, oneLine, Words, type Language } from './words';

const fr = new Words('fr');
const en = new Words('en');

/** Without the difference between spaces, which the catalogue's own tests hold. */
const plain = (said: string) => said.replace(/[\u00a0\u202f]/g, ' ');

/** One of the examples that the Rust side tests too. */
interface Example {
  language: Language;
  zone: string;
  arg: TextArg;
  said: string;
  date?: string;
  time?: string;
}

describe('the catalogue', () => {
  it('says a sentence of the page in both languages', () => {
    expect(fr.t('window-home')).toBe('Accueil');
    expect(en.t('window-home')).toBe('Home');
  });

  it('shows an unknown key rather than nothing', () => {
    expect(fr.t('window-no-such-sentence')).toBe('[window-no-such-sentence]');
    expect(fr.t('situation-well.no-such-attribute')).toBe('[situation-well.no-such-attribute]');
  });

  it('says the agent’s sentences with their arguments', () => {
    const said = fr.say({
      key: 'situation-well.meaning',
      args: { at: { type: 'time', value: '2026-11-23T09:04:00Z' } },
    });
    expect(plain(said)).toContain('lundi 23 novembre à 10 h 04');
  });
});

describe('moments, durations, sizes', () => {
  it('writes moments in the local zone', () => {
    const at = new Date('2026-05-01T22:05:00Z');
    expect(plain(fr.moment(at))).toBe('samedi 2 mai à 0 h 05');
    expect(plain(en.moment(at))).toBe('Saturday 2 May at 0:05');
    expect(plain(fr.date(new Date('2026-04-30T22:00:00Z')))).toBe('1er mai 2026');
  });

  it.each([
    [-3, '0 seconde', '0 seconds'],
    [1.26, '1,3 seconde', '1.3 seconds'],
    [59.4, '59 secondes', '59 seconds'],
    [59.6, '1 minute', '1 minute'],
    [3569, '59 minutes', '59 minutes'],
    [3600, '1 heure', '1 hour'],
    [5400, '1 h 30', '1 h 30'],
    [47.9 * 3600, '47 h 54', '47 h 54'],
    [49 * 3600, '2 jours', '2 days'],
    [Number.NaN, '0 seconde', '0 seconds'],
  ])('%d seconds', (seconds, french, english) => {
    expect(plain(fr.duration(seconds))).toBe(french);
    expect(plain(en.duration(seconds))).toBe(english);
  });

  it.each([
    [1, '1 octet'],
    [999, '999 octets'],
    [1000, '1 ko'],
    [1549, '1,5 ko'],
    [999_600, '1 Mo'],
    [61_440_000, '61 Mo'],
    [5e12, '5 000 Go'],
  ])('%d octets', (octets, french) => {
    expect(plain(fr.size(octets))).toBe(french);
  });

  it('writes milliseconds and shares', () => {
    expect(fr.milliseconds(62.7)).toBe('63\u00a0ms');
    expect(plain(fr.milliseconds(0.3))).toBe('< 1 ms');
    expect(plain(fr.milliseconds(1260))).toBe('1,3 seconde');
    expect(en.share(0.9999)).toBe('99.9%');
    expect(en.share(1)).toBe('100%');
  });
});

describe('words from outside', () => {
  it('stay on their line and in their direction', () => {
    expect(oneLine('  -ERR\r\n\u001b[2Jgone\t\u202ex ')).toBe('-ERR [2Jgone x');
    expect(oneLine('\u007f\u0000')).toBe('');
    expect(Array.from(oneLine('é'.repeat(5000)))).toHaveLength(301);
    expect(oneLine('a'.repeat(300))).toHaveLength(300);
  });

  it('are never taken for markup of the catalogue', () => {
    const said = fr.say({
      key: 'situation-password-needed.action',
      args: { provider: { type: 'words', value: '{ $address } <b>' } },
    });
    expect(said).toContain('{ $address } <b>');
  });
});

it('speaks French wherever it does not speak English', () => {
  expect(languageOf('en-GB')).toBe('en');
  expect(languageOf('fr-FR')).toBe('fr');
  expect(languageOf('de')).toBe('fr');
  expect(languageOf(null)).toBe('fr');
});

describe('the keys that the page uses', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|ts)$/.test(name) && !name.includes('.test.') && !name.startsWith('protocol'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  const AREAS = ['window', 'setup', 'history', 'settings', 'help', 'training'];
  const catalogue = join(import.meta.dirname, '../../crates/words/catalogue/fr');
  const defined = AREAS.flatMap((area) =>
    [...readFileSync(join(catalogue, `${area}.ftl`), 'utf8').matchAll(/^([a-z][a-z0-9-]*) =/gm)].map(
      ([, key]) => key ?? '',
    ),
  );

  it('stand in the catalogue', () => {
    const used = [...sources.matchAll(new RegExp(`['\`]((?:${AREAS.join('|')})-[a-z0-9-]+)['\`]`, 'g'))];
    const missing = used
      .map(([, key]) => key ?? '')
      // data-testid has names of the same form.
      .filter((key) => !sources.includes(`data-testid="${key}"`) && (!fr.has(key) || !en.has(key)));
    expect(missing).toEqual([]);
  });

  it('are all the page’s sentences there are', () => {
    const idle = defined.filter((key) => {
      if (sources.includes(`'${key}'`)) return false;
      // Made of a stem and a value: `window-phase-${state}`.
      const parts = key.split('-');
      return !parts.some((_, at) => at > 0 && sources.includes(`\`${parts.slice(0, at).join('-')}-\${`));
    });
    expect(idle).toEqual([]);
  });
});

describe('the examples that both sides test', () => {
  const path = join(import.meta.dirname, '../../crates/words/catalogue/format.json');
  const examples = JSON.parse(readFileSync(path, 'utf8')) as Example[];

  it.each(examples)('$language, $zone: $arg', ({ language, zone, arg, said, date, time }) => {
    const words = new Words(language, zone);
    const variables = words.variables('x', arg);
    expect(variables['x']).toBe(said);
    if (date !== undefined) expect(variables['x-date']).toBe(date);
    if (time !== undefined) expect(variables['x-time']).toBe(time);
  });
});
