import { fold } from './fold';

describe('folding a name', () => {
  it.each([
    ['Müßig', 'MUESSIG'],
    ['Jürgen', 'Ju\u0308rgen'],
    ['Renée', 'RENEE'],
    ['  Anna   Lena ', 'anna lena'],
    ['Straße', 'STRASSE'],
    ['Sjoerd-Jan ’t Hoën', 'sjoerd-jan ’t hoen'],
    ['Œuvre', 'oeuvre'],
  ])('makes %s and %s the same', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  it.each([
    ['Müller', 'Muller'],
    ['Anna-Lena', 'Anna Lena'],
    ['Li', 'Lie'],
  ])('keeps %s and %s apart', (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });
});
