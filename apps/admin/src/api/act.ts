import { useState } from 'react';

interface Act<Input, Result> {
  readonly run: (input: Input) => void;
  readonly busy: boolean;
  readonly error: unknown;
  readonly result: Result | undefined;
  readonly forget: () => void;
}

/** Something a person sets going: while it runs, a second press does nothing; what went wrong is kept to be shown. */
export function useAct<Input, Result>(
  act: (input: Input) => Promise<Result>,
  done?: (result: Result) => void,
): Act<Input, Result> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [result, setResult] = useState<Result>();
  const perform = async (input: Input): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const answer = await act(input);
      setResult(answer);
      done?.(answer);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return {
    ...{ busy, error, result },
    run: (input) => {
      if (!busy) void perform(input);
    },
    forget: () => setError(undefined),
  };
}
