/** Ways to get it wrong that were seen elsewhere. Each must be caught, or the checker proves nothing. */
export const mistakes = {
  'ack-first': 'answers 202 before the record is stored',
  'no-dedupe': 'takes the same request over twice',
  'no-intent': 'sends inside the transaction that claims',
  'timeout-retry': 'takes no answer for not sent',
  'reap-resend': 'sends again when a lease has run out',
  'no-lease-check': 'sends however late it has become',
  'lease-of-the-row': 'compares the lease of the row, which may be somebody else’s by now',
  'no-fence': 'takes the answer to an earlier claim for the answer to the latest',
  'hasty-operator': 'says “not there” before it can be known',
  'supersede-drops': 'forgets a record in flight when a newer version comes',
  'no-lane-lock': 'claims from a lane that has a call in flight',
  'no-reaper': 'never looks for leases that have run out',
} as const;

export type Mistake = keyof typeof mistakes;
