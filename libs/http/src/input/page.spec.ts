import { plainToInstance } from 'class-transformer';
import { QueryInvalid } from '../problem/field-error';
import { errorsOf } from './errors-of';
import { pageOf, readPosition, sortedPageQuery } from './page';

const PeoplePage = sortedPageQuery('newest', 'name');
const shape = { at: 'time', id: 'uuid' } as const;
const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const row = (n: number) => ({ at: `2026-11-24 10:00:0${n}.123456+00`, id });
const query = (given: object) => plainToInstance(PeoplePage, given);
const forged = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('a page of a list', () => {
  it('has 50 items in the first order unless told otherwise', () => {
    expect(query({})).toEqual({ limit: 50, sort: 'newest' });
    expect(errorsOf(query({ limit: '200', sort: 'name' }))).toEqual([]);
  });

  it.each([
    { limit: '1000000000' },
    { limit: '0' },
    { limit: '1.5' },
    { limit: ['1', '2'] },
    { sort: 'password' },
    { cursor: '!' },
    { cursor: ['a', 'b'] },
  ])('Bad input 17: refuses %j', (given) => {
    expect(errorsOf(query(given))).toHaveLength(1);
  });

  it('says where the next one begins, and that there is none', () => {
    const asked = { limit: 2, sort: 'newest' };
    const page = pageOf([row(1), row(2), row(3)], asked, ({ at, id }) => [at, id]);

    expect(page.items).toEqual([row(1), row(2)]);
    expect(readPosition({ ...asked, cursor: page.next! }, shape)).toEqual(row(2));
    expect(pageOf([row(3)], asked, ({ at, id }) => [at, id])).toEqual({ items: [row(3)], next: null });
    expect(readPosition(asked, shape)).toBeUndefined();
  });

  it.each([
    ['of another order', ['name', row(1).at, id]],
    ['with too few values', ['newest', row(1).at]],
    ['with too many values', ['newest', row(1).at, id, id]],
    ['whose id is none', ['newest', row(1).at, "' or 1=1 --"]],
    ['whose time is none', ['newest', '2026-02-30 10:00:00+00', id]],
    ['of numbers', ['newest', 1, 2]],
    ['that is no list', { sort: 'newest' }],
  ])('refuses a cursor %s', (_, parts) => {
    expect(() => readPosition({ limit: 2, sort: 'newest', cursor: forged(parts) }, shape)).toThrow(
      QueryInvalid,
    );
  });

  it('refuses a cursor that is noise', () => {
    expect(() => readPosition({ limit: 2, sort: 'newest', cursor: 'abc' }, shape)).toThrow(QueryInvalid);
  });
});
