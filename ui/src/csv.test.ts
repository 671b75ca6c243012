import { describe, expect, it } from 'vitest';
import { csv } from './csv';

describe('a table for a spreadsheet', () => {
  it('begins with the mark of UTF-8, has semicolons, and ends every line as RFC 4180 has it', () => {
    expect(
      csv([
        ['Lot', 'Où il en est'],
        ['047', 'Réglé'],
      ]),
    ).toBe('\ufeffLot;Où il en est\r\n047;Réglé\r\n');
  });

  it('quotes what would break a line or a cell', () => {
    expect(csv([['a;b', 'dit « "oui" »', 'deux\nlignes', ' bord ']])).toBe(
      '\ufeff"a;b";"dit « ""oui"" »";"deux\nlignes";" bord "\r\n',
    );
    expect(csv([['a,b', '', 'c']])).toBe('\ufeffa,b;;c\r\n');
  });

  it.each(['=1+1', '+33', '-2', '@SUM(A1)', '\t=1', '\r=1', '=cmd|"/C calc"!A0'])(
    'never gives a spreadsheet a formula: %j',
    (text) => {
      const written = csv([[text]]).slice(1, -2);
      expect(written.replace(/^"/, '')).toMatch(/^'/);
    },
  );
});
