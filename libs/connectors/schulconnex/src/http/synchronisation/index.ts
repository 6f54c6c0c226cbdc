import { SchulconnexComparisonController } from './comparison.controller';
import { SchulconnexSynchronisationsController } from './synchronisations.controller';

export const synchronisationControllers = [
  SchulconnexComparisonController,
  SchulconnexSynchronisationsController,
];
