import { holdsPersonalNumber, isPersonalNumberField } from './elfproef';

describe('a personal number', () => {
  it.each(['123456782', 'BSN: 123456782.', '1234.56.782', '123 456 782', 'van 111222333 naar'])(
    'is found in “%s”',
    (text) => {
      expect(holdsPersonalNumber(text)).toBe(true);
    },
  );

  it.each(['123456789', '1234567820', 'tel. 0612345678', '000000000', '12345678', 'groep 7, 24-11-2026', ''])(
    'is not seen in “%s”',
    (text) => {
      expect(holdsPersonalNumber(text)).toBe(false);
    },
  );

  it.each([
    'bsn',
    'BSN',
    'pgn',
    'leerling_bsn'.slice(9),
    'pgnfrag',
    'onderwijsNummer',
    'burger_service_nummer',
  ])('has a field named %s', (name) => {
    expect(isPersonalNumberField(name)).toBe(true);
  });

  it('is no matter of fields named otherwise', () => {
    expect(['brin', 'status', 'explanation'].filter(isPersonalNumberField)).toEqual([]);
  });
});
