import { planItem, type PlanItem } from './plan-item';
import { reportOn, reportText, type StepResult } from './report';

const item = (key: string, given: Partial<PlanItem> = {}): PlanItem =>
  planItem({
    resource: 'person',
    operation: 'create',
    standing: 'ready',
    because: 'new',
    key,
    ...given,
  });

describe('reportOn', () => {
  it('R08: counts nine created and one failed, and calls that partly successful', () => {
    const items = Array.from({ length: 10 }, (_, index) => item(`S-${index}`));
    const results = new Map<string, StepResult>(
      items.map(({ id }, index) => [
        id,
        index === 2 ? { result: 'failed', code: '500', title: 'Fehler' } : { result: 'done' },
      ]),
    );
    const report = reportOn(items, results);

    expect(report.counts.person).toMatchObject({ created: 9, failed: 1 });
    expect(report.failures).toEqual([{ resource: 'person', key: 'S-2', code: '500', title: 'Fehler' }]);
    expect(report.outcome).toBe('partly');
  });

  it('puts every planned record in one bucket, and does not count what is left alone', () => {
    const items = [
      item('a', { operation: 'none', standing: 'unchanged' }),
      item('b', { operation: 'update', standing: 'open' }),
      item('c', { operation: 'import', standing: 'declined' }),
      item('d', { operation: 'none', standing: 'conflict' }),
      item('e', { operation: 'none', standing: 'not-selected' }),
      item('f', { operation: 'delete', standing: 'blocked' }),
      item('g'),
      item('h', { operation: 'none', standing: 'left-alone' }),
    ];
    const { counts } = reportOn(items, new Map());

    expect(Object.values(counts.person).reduce((sum, count) => sum + count, 0)).toBe(7);
    expect(counts.person).toMatchObject({
      unchanged: 1,
      open: 1,
      declined: 1,
      conflict: 1,
      'not-selected': 1,
      skipped: 2,
    });
  });

  it('says it in words', () => {
    const results = new Map<string, StepResult>([
      ['person/S-1/', { result: 'done' }],
      ['person/S-2/', { result: 'failed', code: '400/10', title: 'Wert' }],
      ['person/S-3/', { result: 'failed', code: '400/99', title: 'Neu' }],
    ]);
    const report = reportOn([item('S-1'), item('S-2'), item('S-3')], results);
    const words = {
      bucket: (bucket: string) => bucket,
      resource: (resource: string) => resource,
      code: (code: string) => (code === '400/10' ? 'In no list. Correct it.' : undefined),
    };

    expect(reportText(report, words).split('\n')).toEqual([
      'person: created 1, failed 2',
      ...['context: –', 'group: –', 'membership: –'],
      'person S-2: 400/10 In no list. Correct it.',
      'person S-3: 400/99 Neu',
    ]);
  });
});
