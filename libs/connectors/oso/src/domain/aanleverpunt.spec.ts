import { againstTheDossier, nameOf } from './aanleverpunt';

describe('the direction of a Terugkoppeling', () => {
  const school = { brin: '00YY', point: '0' };
  const samenwerkingsverband = { brin: '00YY', point: '102' };

  it('is against that of the dossier: what was doel is bron', () => {
    expect(againstTheDossier({ bron: school, doel: samenwerkingsverband })).toEqual({
      bron: { brin: '00YY', point: '102' },
      doel: { brin: '00YY', point: '0' },
    });
  });

  it('is that of the dossier again when swapped twice', () => {
    const dossier = { bron: school, doel: samenwerkingsverband };
    expect(againstTheDossier(againstTheDossier(dossier))).toEqual(dossier);
  });

  it('names a point by BRIN and index, 0 included', () => {
    expect(nameOf(school)).toBe('00YY/0');
  });
});
