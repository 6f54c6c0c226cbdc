import { sampleCareRecords } from '../testing/sample-care-records';
import { packed, unpacked } from './packed';

describe('what is stored about a child', () => {
  it('comes back as it was', () => {
    for (const care of sampleCareRecords(200)) expect(unpacked(packed(care))).toEqual(care);
    expect(unpacked(packed({}))).toEqual({});
    const long = { text: 'Käthe '.repeat(50_000) };
    expect(unpacked(packed(long))).toEqual(long);
  });

  it('takes half of the place at most, and tells its length in steps of 32 bytes', () => {
    const sizes = sampleCareRecords(200).map((care) => ({
      plain: Buffer.byteLength(JSON.stringify(care)),
      stored: packed(care).length,
    }));
    const sum = (of: 'plain' | 'stored') => sizes.reduce((total, size) => total + size[of], 0);

    expect(sum('stored')).toBeLessThan(sum('plain') / 2);
    expect(sizes.filter(({ stored }) => stored % 32 !== 0)).toEqual([]);
  });

  it('is the same for ever: this was packed by the first release that does', () => {
    const stored = Buffer.from('AQAAFavGrKh8EysysVZWvqXFJalFaGkRAAAAAAAAAAA=', 'base64');

    expect(unpacked(stored)).toEqual({ childGivenName: 'Maxi', childFamilyName: 'Muster', lunch: 'ja' });
  });

  it('is read as well where it was stored by a release before that', () => {
    expect(unpacked(Buffer.from('{"childGivenName":"Maxi"}'))).toEqual({ childGivenName: 'Maxi' });
  });
});
