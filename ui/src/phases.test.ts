import { expect, it } from 'vitest';
import { advance, mayWatchAnyway } from './phases';

it('a phase that ends twice keeps its place', () => {
  let known = advance([], 'dns', null);
  known = advance(known, 'dns', 5);
  known = advance(known, 'tls', null);
  known = advance(known, 'capabilities', 3);
  known = advance(known, 'tls', 9);
  expect(known).toEqual([
    { phase: 'dns', ms: 5 },
    { phase: 'tls', ms: 9 },
    { phase: 'capabilities', ms: 3 },
  ]);
});

it('a mailbox is watched in spite of a failure only where the entries are not to blame', () => {
  expect(mayWatchAnyway('mailbox_in_use')).toBe(true);
  expect(mayWatchAnyway('connect_timeout')).toBe(true);
  expect(mayWatchAnyway('password_refused')).toBe(false);
  expect(mayWatchAnyway('tls_wrong_name')).toBe(false);
  expect(mayWatchAnyway('name_not_found')).toBe(false);
});
