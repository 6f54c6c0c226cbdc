import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { InputInvalid } from '../problem/field-error';
import { IsDay } from './is-day';
import { toInput } from './to-input';

class Child {
  @IsNotEmpty()
  @IsString()
  @MaxLength(5)
  readonly name!: string;

  @IsDay({ past: true })
  readonly born!: string;
}

class Input {
  @IsIn(['GEBURT', 'UMZUG'])
  readonly reason!: string;

  @IsBoolean()
  readonly urgent: boolean = false;

  @Matches(/^\d{5}$/, { context: { code: 'POSTCODE_INVALID' } })
  readonly postcode: string = '80331';

  @ValidateNested({ each: true })
  @ArrayMaxSize(2)
  @Type(() => Child)
  readonly children: Child[] = [];
}

const child = { name: 'Lena', born: '2020-02-29' };

function breaches(plain: unknown) {
  try {
    toInput(Input, plain);
    return [];
  } catch (error) {
    if (!(error instanceof InputInvalid)) throw error;
    return error.errors.map(({ code, field }) => `${code} ${field}`);
  }
}

describe('checked input', () => {
  it('is an instance of its class with the defaults it left out', () => {
    const input = toInput(Input, { reason: 'GEBURT', children: [child] });

    expect(input).toBeInstanceOf(Input);
    expect(input.children[0]).toBeInstanceOf(Child);
    expect(input).toMatchObject({ urgent: false, children: [child] });
  });

  it.each([
    ['FIELD_REQUIRED /reason', {}],
    ['FIELD_REQUIRED /reason', { reason: null }],
    ['CODE_UNKNOWN /reason', { reason: 'x' }],
    ['FIELD_INVALID /urgent', { reason: 'GEBURT', urgent: 'yes' }],
    ['POSTCODE_INVALID /postcode', { reason: 'GEBURT', postcode: 'x' }],
    ['FIELD_UNKNOWN /nope', { reason: 'GEBURT', nope: 1 }],
    ['TEXT_TOO_LONG /children/0/name', { reason: 'GEBURT', children: [{ ...child, name: 'Sebastian' }] }],
    ['FIELD_REQUIRED /children/0/name', { reason: 'GEBURT', children: [{ ...child, name: '' }] }],
    ['FIELD_UNKNOWN /children/1/nope', { reason: 'GEBURT', children: [child, { ...child, nope: 1 }] }],
    ['LIST_TOO_LONG /children', { reason: 'GEBURT', children: [child, child, child] }],
  ])('names the breach and the field: %s', (breach, plain) => {
    expect(breaches(plain)).toEqual([breach]);
  });

  it.each([
    '2020-02-31',
    '31.02.2020',
    '31.01.2020',
    '2020-2-3',
    '0000-00-00',
    '2020-02-03T00:00:00Z',
    '2999-01-01',
    20200203,
  ])('Bad input 9: %s is no day of birth', (born) => {
    expect(breaches({ reason: 'GEBURT', children: [{ ...child, born }] })).toEqual([
      'DATE_INVALID /children/0/born',
    ]);
  });

  it('Bad input 10: an unknown code value is answered with those we know', () => {
    expect(() => toInput(Input, { reason: 'x' })).toThrow(/GEBURT, ?UMZUG/);
  });

  it.each(['tenant', 'tenantId', 'tenant_id', 'TENANT_ID'])(
    'Bad input 13: a tenant in the body is refused, not ignored (%s)',
    (name) => {
      expect(breaches({ reason: 'GEBURT', [name]: 'x' })).toEqual([`FIELD_NOT_ALLOWED /${name}`]);
    },
  );

  it.each([[[]], ['x'], [null], [undefined], [7]])('is an object, not %j', (plain) => {
    expect(() => toInput(Input, plain)).toThrow('Position 0: the body must be a JSON object');
  });

  it('names every breach at once and no value', () => {
    const plain = { reason: 'CANARY', urgent: 'CANARY', children: [{ name: 'CANARY', born: 'CANARY' }] };
    const error = (() => {
      try {
        return toInput(Input, plain);
      } catch (thrown) {
        return thrown as InputInvalid;
      }
    })() as InputInvalid;

    expect(error.errors).toHaveLength(4);
    expect(JSON.stringify([error.errors, error.message, error.facts])).not.toContain('CANARY');
  });
});
