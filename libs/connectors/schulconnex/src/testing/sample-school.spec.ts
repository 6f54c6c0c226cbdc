import { checkSnapshot } from '../domain/check-snapshot';
import { Codes } from '../domain/code-lists';
import { sampleSchool } from './sample-school';

describe('sampleSchool', () => {
  it('is the same for the same seed, and a school in order', () => {
    const school = sampleSchool(120, 7);

    expect(school).toEqual(sampleSchool(120, 7));
    expect(school).not.toEqual(sampleSchool(120, 8));
    expect(school.people).toHaveLength(120);
    expect(checkSnapshot(school, { codes: new Codes(), today: '2026-11-24' })).toEqual([]);
  });
});
