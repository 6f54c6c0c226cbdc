import { toInput } from '@gateway/http';
import type { GivenAnswer } from '../../domain/answers';
import { SchulconnexAnswersInput } from './inputs';

/** Answers by the number of the question, from a plain list of them. @throws {InputInvalid} */
export function readAnswers(plain: unknown): ReadonlyMap<number, GivenAnswer> {
  const { answers } = toInput(SchulconnexAnswersInput, { answers: plain });
  return new Map(answers.map(({ nr, ...given }) => [nr, given]));
}
